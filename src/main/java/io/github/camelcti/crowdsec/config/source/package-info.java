/**
 * The places that settings come from: environment, {@code config.yml}, {@code .env}, {@code application.properties}.
 * They are read as text, each entry with its place; what can't be read is a problem, not a crash.
 */
@NullMarked
package io.github.camelcti.crowdsec.config.source;

import org.jspecify.annotations.NullMarked;
