/**
 * Whether the connector is alive and ready, and the server that probes call. Health is based on what the other packages
 * report about themselves.
 */
@NullMarked
package io.github.camelcti.crowdsec.health;

import org.jspecify.annotations.NullMarked;
