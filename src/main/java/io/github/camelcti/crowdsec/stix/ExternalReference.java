package io.github.camelcti.crowdsec.stix;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * A link on an object.
 *
 * @param sourceName what the link leads to
 * @param description more about it, null if there is nothing to say
 */
@JsonPropertyOrder({"source_name", "url", "description"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExternalReference(
    @JsonProperty("source_name") String sourceName,
    @JsonProperty("url") String url,
    @JsonProperty("description") @Nullable String description) {}
