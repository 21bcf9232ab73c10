/** TLP and PAP markings, and the limits above which an address is not sent to CrowdSec. */
@NullMarked
package io.github.camelcti.crowdsec.enrich.marking;

import org.jspecify.annotations.NullMarked;
