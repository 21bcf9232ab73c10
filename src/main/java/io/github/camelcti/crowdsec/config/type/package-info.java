/**
 * How the text of a setting becomes a value: durations, addresses, choices, lists, secrets, certificates. A type also
 * says what it accepts and how its values are written. It does not know which settings exist or where a text came from.
 */
@NullMarked
package io.github.camelcti.crowdsec.config.type;

import org.jspecify.annotations.NullMarked;
