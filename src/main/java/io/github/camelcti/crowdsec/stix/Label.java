package io.github.camelcti.crowdsec.stix;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * A label as OpenCTI takes it with a colour, in {@code x_opencti_tags}.
 *
 * @param color {@code #RRGGBB}
 */
@JsonPropertyOrder({"value", "color"})
public record Label(String value, String color) {}
