/** What Camel's own descriptions, which are in its jars, say about the options of steps and components. */
@NullMarked
package io.github.camelcti.crowdsec.reload.options;

import org.jspecify.annotations.NullMarked;
