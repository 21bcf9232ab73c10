/**
 * What all HTTP clients have in common: time limits, proxies, TLS, and a bound on the size of a reply. Nothing here
 * knows which server is called, or for what.
 */
@NullMarked
package io.github.camelcti.crowdsec.http;

import org.jspecify.annotations.NullMarked;
