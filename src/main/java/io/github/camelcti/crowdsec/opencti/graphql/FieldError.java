package io.github.camelcti.crowdsec.opencti.graphql;

import org.jspecify.annotations.Nullable;

/**
 * An error of one root field of an operation, where the operation as a whole went through.
 *
 * @param field the root field, never null
 * @param code the platform's code, for example {@code FORBIDDEN_ACCESS}; may be null
 * @param sentence the error for a log line
 */
public record FieldError(String field, @Nullable String code, String sentence) {}
