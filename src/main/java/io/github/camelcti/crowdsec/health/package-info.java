/**
 * Whether the connector is alive and ready, and the server that tells probes. Health goes by what the other packages know
 * of themselves.
 */
@NullMarked
package io.github.camelcti.crowdsec.health;

import org.jspecify.annotations.NullMarked;
