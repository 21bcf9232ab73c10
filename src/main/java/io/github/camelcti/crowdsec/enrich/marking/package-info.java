/** TLP and PAP markings, and the limits above which an address is not sent to CrowdSec. */
package io.github.camelcti.crowdsec.enrich.marking;
