/**
 * The routes' calls to CrowdSec: the HTTP client, the gate in front of it, and the answers that are kept. Failed calls are
 * turned into exceptions that the redelivery rules know.
 */
@NullMarked
package io.github.camelcti.crowdsec.route.crowdsec;

import org.jspecify.annotations.NullMarked;
