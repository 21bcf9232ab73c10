/**
 * How jobs come in, from the queue or by HTTP, and how many at a time. What happens to jobs in progress when the broker
 * is lost or the process ends is also decided here.
 */
@NullMarked
package io.github.camelcti.crowdsec.route.intake;

import org.jspecify.annotations.NullMarked;
