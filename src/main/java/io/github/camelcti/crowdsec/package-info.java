/**
 * The connector's process: its start, its end, and what it says about itself in between. Everything else lives in the
 * packages below.
 */
@NullMarked
package io.github.camelcti.crowdsec;

import org.jspecify.annotations.NullMarked;
