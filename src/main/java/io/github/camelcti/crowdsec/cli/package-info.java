/**
 * The command line: one class per command. Commands print facts on standard output, as text for people or as JSON for
 * programs, and errors on standard error. Only the main class uses this package.
 */
@NullMarked
package io.github.camelcti.crowdsec.cli;

import org.jspecify.annotations.NullMarked;
