/** Certificates and keys in PEM, and the Java TLS objects made from them. Nothing here knows the settings or Camel. */
@NullMarked
package io.github.camelcti.crowdsec.tls;

import org.jspecify.annotations.NullMarked;
