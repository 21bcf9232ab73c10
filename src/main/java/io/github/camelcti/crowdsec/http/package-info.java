/**
 * What all HTTP clients have in common: time limits, proxies, TLS, and a bound on the size of a reply. Nothing here knows
 * who is asked, or what.
 */
@NullMarked
package io.github.camelcti.crowdsec.http;

import org.jspecify.annotations.NullMarked;
