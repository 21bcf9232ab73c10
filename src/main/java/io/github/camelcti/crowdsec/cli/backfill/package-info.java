/**
 * What {@code backfill} does: goes through the platform's observables, requests their enrichment, saves its progress.
 */
@NullMarked
package io.github.camelcti.crowdsec.cli.backfill;

import org.jspecify.annotations.NullMarked;
