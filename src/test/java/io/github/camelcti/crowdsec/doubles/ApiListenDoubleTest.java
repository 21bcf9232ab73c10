package io.github.camelcti.crowdsec.doubles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the double brings jobs to a connector that listens by HTTP. */
class ApiListenDoubleTest {

  private static Broker broker;

  private final String connector = UUID.randomUUID().toString();
  private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
  private final List<JsonNode> jobs = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private OpenCtiDouble platform;
  private OpenCtiClient client;
  private HttpServer listener;

  @BeforeAll
  static void startBroker() {
    broker = Broker.shared();
  }

  @AfterAll
  static void stopBroker() throws Exception {
    broker.close();
  }

  @BeforeEach
  void startListener() throws Exception {
    listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    listener.createContext("/api/callback", exchange -> {
      try (exchange) {
        jobs.add(OpenCtiClient.JSON.readTree(exchange.getRequestBody().readAllBytes()));
        authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
        exchange.sendResponseHeaders(answers.size() > 1 ? answers.poll() : answers.peek(), -1);
      }
    });
    listener.start();
  }

  @AfterEach
  void stopAll() {
    platform.forget(connector);
    platform.close();
    listener.stop(0);
  }

  private String start(Generation generation) {
    platform = OpenCtiDouble.start(broker, generation);
    client = new OpenCtiClient(platform);
    return client.registerWith(connector, "listen_callback_uri",
        "http://127.0.0.1:" + listener.getAddress().getPort() + "/api/callback",
        "id config { listen }" + (generation.atLeast(Generation.V7) ? " jwks" : ""))
        .data().at("/registerConnector/jwks").asText();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(delimiter = '|', value = {
    "V6_9 | 202", "V6_9 | 200 202", "V6_9 | 500 401 202", "V7 | 202", "V7 | 200", "V7 | 204 200",
  })
  void aJobIsBroughtUntilItIsTaken(Generation generation, String statuses) {
    // Given
    for (String status : statuses.split(" ")) {
      answers.add(Integer.valueOf(status));
    }
    int tries = answers.size();
    start(generation);

    // When
    String work = platform.ask(connector, platform.addObservable("192.0.2.1"));

    // Then
    await().until(() -> platform.callbacks().size() == tries);
    await().until(() -> broker.depth("listen_" + connector) == 0);
    assertThat(platform.callbacks()).isEqualTo(List.of(statuses.split(" ")).stream().map(Integer::valueOf).toList());
    assertThat(jobs).hasSize(tries).allMatch(job -> job.at("/internal/work_id").asText().equals(work));
  }

  @Test
  void theTokenOfSixIsTheConnectorsOwn() {
    // Given
    answers.add(202);
    start(Generation.V6_9);

    // When
    platform.ask(connector, platform.addObservable("192.0.2.1"));

    // Then
    await().until(() -> platform.callbacks().size() == 1);
    assertThat(authorizations).containsExactly("Bearer " + platform.token());
  }

  @Test
  void theTokenOfSevenIsSignedWithThePublishedKey() throws Exception {
    // Given
    answers.add(202);
    JsonNode key = OpenCtiClient.JSON.readTree(start(Generation.V7)).at("/keys/0");

    // When
    platform.ask(connector, platform.addObservable("192.0.2.1"));

    // Then
    await().until(() -> platform.callbacks().size() == 1);
    String token = authorizations.get(0).substring("Bearer ".length());
    String[] parts = token.split("\\.");
    assertThat(part(parts[0]).path("alg").asText()).isEqualTo("EdDSA");
    assertThat(part(parts[0]).path("kid")).isEqualTo(key.path("kid"));
    assertThat(part(parts[1]).path("iss").asText()).isEqualTo("opencti");
    assertThat(part(parts[1]).path("sub").asText()).isEqualTo("connector");
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(publicKey(key.path("x").asText()));
    signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
    assertThat(client.ask("mutation { connectorJWT }").data().path("connectorJWT").asText()).startsWith(parts[0]);
  }

  @Test
  void whoRegistersWithoutAnAddressListensAgain() {
    // Given
    answers.add(202);
    start(Generation.V6_9);
    client.register(connector);

    // When
    platform.ask(connector, platform.addObservable("192.0.2.1"));

    // Then
    await().until(() -> broker.depth("listen_" + connector) == 1);
    assertThat(platform.callbacks()).isEmpty();
  }

  private static JsonNode part(String part) throws Exception {
    return OpenCtiClient.JSON.readTree(Base64.getUrlDecoder().decode(part));
  }

  /** The key is a number with its little end first; the top bit tells the sign of the other coordinate. */
  private static PublicKey publicKey(String encoded) throws Exception {
    byte[] bytes = Base64.getUrlDecoder().decode(encoded);
    boolean odd = bytes[bytes.length - 1] < 0;
    bytes[bytes.length - 1] &= 0x7f;
    for (int i = 0; i < bytes.length / 2; i++) {
      byte swapped = bytes[i];
      bytes[i] = bytes[bytes.length - 1 - i];
      bytes[bytes.length - 1 - i] = swapped;
    }
    return KeyFactory.getInstance("Ed25519").generatePublic(
        new EdECPublicKeySpec(NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, bytes))));
  }
}
