/** Tries edited routes on one observable, with a double of the platform in this process. */
@NullMarked
package io.github.camelcti.crowdsec.trial;

import org.jspecify.annotations.NullMarked;
