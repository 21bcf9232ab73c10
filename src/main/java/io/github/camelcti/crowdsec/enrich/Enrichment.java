package io.github.camelcti.crowdsec.enrich;

import io.github.camelcti.crowdsec.stix.StixBundle;

/**
 * The outcome of an enrichment.
 *
 * @param bundle what to write to the platform
 * @param sentence what the analyst reads in the work
 * @param known whether CrowdSec knows the address
 */
public record Enrichment(StixBundle bundle, String sentence, boolean known) {}
