/**
 * Results as one HTML page that loads nothing: the verdict, what CrowdSec said, the graph of what would be written, all
 * objects.
 */
@NullMarked
package io.github.camelcti.crowdsec.report.page;

import org.jspecify.annotations.NullMarked;
