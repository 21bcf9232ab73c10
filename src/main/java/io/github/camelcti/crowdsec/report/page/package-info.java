/**
 * Results as one HTML page that loads nothing: the graph of each enrichment as a drawing, what CrowdSec said, all
 * objects.
 */
@NullMarked
package io.github.camelcti.crowdsec.report.page;

import org.jspecify.annotations.NullMarked;
