package io.github.camelcti.crowdsec.enrich;

import java.time.Instant;

/**
 * The indicator of an address as the platform has it, whoever made it.
 *
 * @param name its name
 * @param description null when there is none
 * @param author STIX id of its author, null when there is none
 * @param score null when there is none
 * @param liveScore what the platform lets the score have become by now, null where it lets none decay
 * @param confidence null when there is none
 * @param revoked whether it is revoked
 * @param detection whether it is meant for detection
 * @param validFrom null when there is none
 * @param validUntil null when there is none
 * @param mostConfidence the highest confidence that our user may give, null where there is no such limit
 */
public record StoredIndicator(String name, String description, String author, Integer score, Integer liveScore,
    Integer confidence, boolean revoked, boolean detection, Instant validFrom, Instant validUntil, Integer mostConfidence) {}
