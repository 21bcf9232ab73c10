package io.github.camelcti.crowdsec.kamelet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.stix.StixIds;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/**
 * Makes one STIX bundle of the bodies of a multicast, each a bundle or empty. Of objects with the same id, the first one
 * stays; so what is most trusted stands first in the route. Variables of all of them are kept.
 */
public final class MergeBundles implements AggregationStrategy {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public Exchange aggregate(Exchange before, Exchange next) {
    if (before == null) {
      return next;
    }
    if (before.getException() != null || next.getException() != null) {
      // A bundle of what is left would pass for the whole.
      before.setException(before.getException() == null ? next.getException() : before.getException());
      return before;
    }
    next.getVariables().forEach((name, value) -> before.getVariables().putIfAbsent(name, value));
    before.getMessage().setBody(merge(before.getMessage().getBody(String.class), next.getMessage().getBody(String.class)));
    return before;
  }

  static String merge(String... bundles) {
    Map<String, JsonNode> objects = new LinkedHashMap<>();
    try {
      for (String bundle : bundles) {
        if (bundle != null && !bundle.isBlank()) {
          JSON.readTree(bundle).path("objects").forEach(object -> objects.putIfAbsent(object.path("id").asText(), object));
        }
      }
      String text = JSON.writeValueAsString(objects.values());
      return "{\"type\":\"bundle\",\"id\":\"" + StixIds.bundle(text.getBytes(StandardCharsets.UTF_8)) + "\",\"objects\":" + text
          + "}";
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a body is no STIX bundle: " + e.getOriginalMessage(), e);
    }
  }
}
