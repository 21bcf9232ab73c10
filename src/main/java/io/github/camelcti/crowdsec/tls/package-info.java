/**
 * Certificates and keys in PEM, and what Java's TLS makes of them. Nothing here knows the settings or Camel.
 */
@NullMarked
package io.github.camelcti.crowdsec.tls;

import org.jspecify.annotations.NullMarked;
