/** The beans of the Kamelets in {@code kamelets/}: each stands alone, set up by the Kamelet's own parameters. */
@NullMarked
package io.github.camelcti.crowdsec.kamelet;

import org.jspecify.annotations.NullMarked;
