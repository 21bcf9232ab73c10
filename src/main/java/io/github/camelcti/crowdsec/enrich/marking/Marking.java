package io.github.camelcti.crowdsec.enrich.marking;

/**
 * A marking definition on an observable, as the platform gives it.
 *
 * @param standardId STIX id of the marking definition, never null
 * @param definitionType kind of marking, for example {@code TLP} or {@code PAP}; may be null
 * @param definition the marking itself, for example {@code TLP:AMBER}; may be null
 */
public record Marking(String standardId, String definitionType, String definition) {}
