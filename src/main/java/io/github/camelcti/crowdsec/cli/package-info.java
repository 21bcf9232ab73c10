/**
 * The command line: one class per command. Commands print facts on standard output, as text for people or as JSON for
 * programs, and what went wrong on standard error. Nobody but the process's main class knows this package.
 */
package io.github.camelcti.crowdsec.cli;
