package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

/** A plain client of the double, for its own tests. */
final class OpenCtiClient {

  static final ObjectMapper JSON = new ObjectMapper();

  private static final String REGISTER =
      "mutation($i: RegisterConnectorInput) { registerConnector(input: $i) { id config { listen "
          + "push listen_exchange push_exchange push_routing "
          + "connection { host vhost use_ssl port user pass } } } }";

  private final HttpClient http = HttpClient.newHttpClient();
  private final OpenCtiDouble platform;

  OpenCtiClient(OpenCtiDouble platform) {
    this.platform = platform;
  }

  /** An answer with its status. */
  record Answer(int status, JsonNode body) {

    JsonNode data() {
      return body.path("data");
    }

    JsonNode error() {
      return body.path("errors").path(0);
    }

    String code() {
      return error().path("extensions").path("code").asText();
    }
  }

  Answer ask(String query, Object... variables) {
    return post(body(query, variables), "application/json", "Bearer " + platform.token());
  }

  /** Asks within a draft. */
  Answer askIn(String draftId, String query, Object... variables) {
    return send(HttpRequest.newBuilder(URI.create(platform.url() + "/graphql"))
        .header("Content-Type", "application/json").header("Authorization", "Bearer " + platform.token())
        .header("opencti-draft-id", draftId)
        .POST(HttpRequest.BodyPublishers.ofString(body(query, variables))).build());
  }

  static String body(String query, Object... variables) {
    ObjectNode body = JSON.createObjectNode().put("query", query);
    ObjectNode given = body.putObject("variables");
    for (int i = 0; i < variables.length; i += 2) {
      given.set((String) variables[i], JSON.valueToTree(variables[i + 1]));
    }
    return body.toString();
  }

  Answer post(String body, String contentType, String authorization) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(platform.url() + "/graphql"))
        .header("Content-Type", contentType).POST(HttpRequest.BodyPublishers.ofString(body));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return send(request.build());
  }

  Answer call(String method, String path) {
    return send(HttpRequest.newBuilder(URI.create(platform.url() + path))
        .method(method, HttpRequest.BodyPublishers.noBody()).build());
  }

  private Answer send(HttpRequest request) {
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), JSON.readTree(response.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  Answer register(String connectorId) {
    return ask(REGISTER, "i", Map.of("id", connectorId, "name", "CrowdSec", "type", "INTERNAL_ENRICHMENT",
        "scope", new String[] {"IPv4-Addr", "IPv6-Addr"}));
  }

  /** Registers with one field more, and asks for what the selection says. */
  Answer registerWith(String connectorId, String field, Object value, String selection) {
    return ask("mutation($i: RegisterConnectorInput) { registerConnector(input: $i) { " + selection + " } }", "i",
        Map.of("id", connectorId, "name", "CrowdSec", "type", "INTERNAL_ENRICHMENT", field, value));
  }

  Answer push(String connectorId, String bundle, String workId) {
    return ask("mutation($c: String!, $b: String!, $w: String) "
        + "{ stixBundlePush(connectorId: $c, bundle: $b, work_id: $w) }",
        "c", connectorId, "b", bundle, "w", workId);
  }

  Answer edit(String workId, String selection) {
    return ask("mutation($w: ID!) { workEdit(id: $w) { " + selection + " } }", "w", workId);
  }
}
