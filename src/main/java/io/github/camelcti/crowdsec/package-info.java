/** The start: the main class, the set-up of Camel for it and for other main classes, the banner, the stop signal. */
@NullMarked
package io.github.camelcti.crowdsec;

import org.jspecify.annotations.NullMarked;
