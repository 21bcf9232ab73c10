/**
 * Certificates and keys as people have them, in PEM, and what Java's TLS makes of them. Knows neither the settings nor
 * Camel.
 */
package io.github.camelcti.crowdsec.tls;

