/** What commands about addresses have in common: the terminal, what they print and write, and Ctrl-C. */
@NullMarked
package io.github.camelcti.crowdsec.cli.enrich;

import org.jspecify.annotations.NullMarked;
