/** What is counted and measured, under which names. */
package io.github.camelcti.crowdsec.metrics;

