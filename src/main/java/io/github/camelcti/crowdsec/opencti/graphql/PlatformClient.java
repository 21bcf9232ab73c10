package io.github.camelcti.crowdsec.opencti.graphql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.http.HttpClients;
import io.github.camelcti.crowdsec.http.ProxyRoutes;
import io.github.camelcti.crowdsec.tls.ConnectionFailure;
import io.github.camelcti.crowdsec.tls.TlsFailure.Peer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;

/** Calls OpenCTI without routes, one call at a time, with the connector's own client and documents. */
public final class PlatformClient implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Documents documents;
  private final CloseableHttpClient http;
  private final String url;
  private final String via;
  private PlatformVersion version = PlatformVersion.UNKNOWN;

  public PlatformClient(Config config, Documents documents) {
    this.documents = documents;
    http = HttpClients.openCti(config);
    url = config.get(Settings.OPENCTI_URL);
    via = ProxyRoutes.between(config, url);
  }

  /** Asks for the version; from then on, documents are those of its generation. */
  public PlatformVersion about() {
    GraphQlReply reply = ask(Operation.of("about", Map.of(), "about"));
    version = PlatformVersion.of(reply.data().path("about").path("version").asText(null));
    return version;
  }

  /**
   * Makes one call, and again with an older document where the platform does not know something in the newer one.
   *
   * @throws PlatformUnavailableException if the platform is down, or rejects the token
   * @throws GraphQlException if it rejects the call
   */
  public GraphQlReply ask(Operation operation) {
    String name = operation.documents().get(0);
    Document document = documents.find(name, version).orElseThrow(() -> new PlatformException(
        "there is no GraphQL document " + name + " for OpenCTI " + version));
    try {
      return GraphQlReply.read(operation, send(body(operation, document)));
    } catch (GraphQlException e) {
      if (e.unknownToTheSchema() && documents.refuse(document, version)) {
        return ask(operation);
      }
      throw e;
    }
  }

  /** The platform's version, unknown before {@link #about}. */
  public PlatformVersion version() {
    return version;
  }

  private String send(String body) {
    HttpPost post = new HttpPost(url + "/graphql");
    post.setEntity(new StringEntity(body, ContentType.APPLICATION_JSON));
    try {
      return http.execute(post, response -> {
        if (response.getCode() != 200) {
          EntityUtils.consume(response.getEntity());
          throw new PlatformUnavailableException("OpenCTI at " + url + via + " answered with HTTP " + response.getCode());
        }
        return EntityUtils.toString(response.getEntity());
      });
    } catch (IOException e) {
      throw new PlatformUnavailableException(
          "OpenCTI at " + url + via + " can't be reached: " + ConnectionFailure.say(e, Peer.OPENCTI, url.startsWith("https")), e);
    }
  }

  private static String body(Operation operation, Document document) {
    Map<String, Object> variables = new LinkedHashMap<>(operation.variables());
    variables.keySet().retainAll(document.variables());
    try {
      return JSON.writeValueAsString(Map.of("query", document.text(), "variables", variables));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("variables can't be written as JSON", e);
    }
  }

  @Override
  public void close() {
    try {
      http.close();
    } catch (IOException e) {
      // all answers are there
    }
  }
}
