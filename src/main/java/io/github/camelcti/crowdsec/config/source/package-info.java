/**
 * The places that settings come from: environment, {@code config.yml}, {@code .env}, {@code application.properties}.
 * They are read as text, each entry with the place where it stands; what can't be read is a problem and no crash. /
 */
package io.github.camelcti.crowdsec.config.source;
