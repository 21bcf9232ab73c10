/**
 * What every package may use: facts of the build, failures in words, digests, and the folder where state is kept. Nothing
 * here knows the settings or a route.
 */
@NullMarked
package io.github.camelcti.crowdsec.base;

import org.jspecify.annotations.NullMarked;
