package io.github.camelcti.crowdsec.enrich.marking;

import org.jspecify.annotations.Nullable;

/**
 * A marking definition on an observable, as the platform gives it.
 *
 * @param standardId STIX id of the marking definition, never null
 * @param definitionType kind of marking, for example {@code TLP} or {@code PAP}; may be null
 * @param definition the marking itself, for example {@code TLP:AMBER}; may be null
 */
public record Marking(@Nullable String standardId, @Nullable String definitionType, @Nullable String definition) {}
