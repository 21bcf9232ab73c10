/**
 * What every package may use: facts about the build, descriptions of failures, digests, and the folder for state.
 * Nothing here knows the settings or a route.
 */
@NullMarked
package io.github.camelcti.crowdsec.base;

import org.jspecify.annotations.NullMarked;
