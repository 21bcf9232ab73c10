/** The jobs in progress: how many there are, where each of them stands, and what has failed beside them. */
@NullMarked
package io.github.camelcti.crowdsec.route.hand;

import org.jspecify.annotations.NullMarked;
