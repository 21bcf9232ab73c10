/**
 * The settings: {@link io.github.camelcti.crowdsec.config.Settings} declares each of them once,
 * {@link io.github.camelcti.crowdsec.config.Config} has the checked values that a process runs with. All problems are
 * found at once and reported with their place and their fix.
 */
@NullMarked
package io.github.camelcti.crowdsec.config;

import org.jspecify.annotations.NullMarked;
