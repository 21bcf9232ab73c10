/** From CrowdSec's answer about an address to a STIX bundle for OpenCTI: plain Java without Camel or HTTP. */
@NullMarked
package io.github.camelcti.crowdsec.enrich;

import org.jspecify.annotations.NullMarked;
