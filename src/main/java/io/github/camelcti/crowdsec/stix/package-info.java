/**
 * STIX 2.1 objects and bundles, and the ids that OpenCTI gives them. Plain Java: nothing here knows Camel, HTTP or
 * CrowdSec.
 */
@NullMarked
package io.github.camelcti.crowdsec.stix;

import org.jspecify.annotations.NullMarked;
