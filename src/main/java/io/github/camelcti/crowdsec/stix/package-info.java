/** STIX 2.1 objects and bundles, and the ids that OpenCTI gives them: plain Java without Camel or HTTP. */
package io.github.camelcti.crowdsec.stix;

