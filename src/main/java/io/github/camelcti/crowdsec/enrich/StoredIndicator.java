package io.github.camelcti.crowdsec.enrich;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The indicator of an address as the platform has it, whoever created it.
 *
 * @param description null when there is none
 * @param author STIX id of its author, null when there is none
 * @param score null when there is none
 * @param liveScore the score after the platform's decay, null if it does not decay
 * @param confidence null when there is none
 * @param validFrom null when there is none
 * @param validUntil null when there is none
 * @param mostConfidence the highest confidence that our user may give, null if there is no limit
 */
public record StoredIndicator(@Nullable String name, @Nullable String description, @Nullable String author, @Nullable Integer score,
    @Nullable Integer liveScore, @Nullable Integer confidence, boolean revoked, boolean detection, @Nullable Instant validFrom,
    @Nullable Instant validUntil, @Nullable Integer mostConfidence) {}
