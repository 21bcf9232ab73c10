/**
 * The files that an engineer edits: how they are checked, and how the connector takes over a change while it runs. An
 * edit that would break something is rejected, and the previous routes stay active.
 */
@NullMarked
package io.github.camelcti.crowdsec.reload;

import org.jspecify.annotations.NullMarked;
