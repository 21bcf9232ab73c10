/** What is counted and measured, and the names under which Prometheus sees it. */
@NullMarked
package io.github.camelcti.crowdsec.metrics;

import org.jspecify.annotations.NullMarked;
