/**
 * The settings: {@link io.github.camelcti.crowdsec.config.Settings} declares each of them once,
 * {@link io.github.camelcti.crowdsec.config.Config} has the checked values that a process runs with. What is wrong is
 * found all at once and said with its place and its fix.
 */
package io.github.camelcti.crowdsec.config;
