/**
 * What {@code backfill} does: goes through the platform's observables, asks for their enrichment, remembers its
 * place.
 */
package io.github.camelcti.crowdsec.cli.backfill;
