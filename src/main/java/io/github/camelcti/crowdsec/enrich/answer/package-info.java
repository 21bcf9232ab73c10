/**
 * CrowdSec's answer about an address: read leniently, as far as it is used. What is not an answer from CrowdSec is
 * refused.
 */
@NullMarked
package io.github.camelcti.crowdsec.enrich.answer;

import org.jspecify.annotations.NullMarked;
