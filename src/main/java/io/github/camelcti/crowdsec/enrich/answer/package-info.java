/**
 * CrowdSec's answer about an address: read leniently, as far as it is used. What is no answer of CrowdSec is refused.
 */
package io.github.camelcti.crowdsec.enrich.answer;
