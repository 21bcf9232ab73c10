/**
 * The ways to write a result: as a bundle, as messages for the workers, or as single mutations. Plain Java: nothing here
 * knows Camel or sends a request.
 */
@NullMarked
package io.github.camelcti.crowdsec.opencti.result;

import org.jspecify.annotations.NullMarked;
