/**
 * IP addresses: read strictly, with a reason for what is not one, and which of them mean nothing outside one network.
 */
@NullMarked
package io.github.camelcti.crowdsec.enrich.address;

import org.jspecify.annotations.NullMarked;
