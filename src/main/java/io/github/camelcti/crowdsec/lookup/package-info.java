/**
 * Look-ups without a platform, for the command line. Addresses go in; what CrowdSec knows and what would be written come
 * out.
 */
@NullMarked
package io.github.camelcti.crowdsec.lookup;

import org.jspecify.annotations.NullMarked;
