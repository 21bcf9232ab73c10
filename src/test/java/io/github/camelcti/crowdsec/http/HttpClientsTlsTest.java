package io.github.camelcti.crowdsec.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.net.httpserver.HttpServer;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.doubles.TlsFront;
import io.github.camelcti.crowdsec.support.TestCa;
import io.github.camelcti.crowdsec.tls.TlsFailure;
import io.github.camelcti.crowdsec.tls.TlsFailure.Peer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The platform's client meets servers with certificates of every kind. */
class HttpClientsTlsTest {

  private static final TestCa CA = new TestCa("Right CA");
  private static final TestCa OTHER = new TestCa("Other CA");
  private static final TestCa.Issued GOOD = CA.issue("localhost", "127.0.0.1");
  private static HttpServer behind;

  @BeforeAll
  static void start() throws IOException {
    behind = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    behind.createContext("/", exchange -> {
      try (exchange) {
        exchange.sendResponseHeaders(204, -1);
      }
    });
    behind.start();
  }

  @AfterAll
  static void stop() {
    behind.stop(0);
  }

  static Stream<Arguments> believed() {
    return Stream.of(
        arguments(named("right CA in OPENCTI_SSL_VERIFY", GOOD), Map.of("OPENCTI_SSL_VERIFY", CA.pem())),
        arguments(named("right CA in HTTPS_CA_CERTIFICATES", GOOD), Map.of("HTTPS_CA_CERTIFICATES", CA.pem())),
        arguments(named("right CA beside another one", GOOD),
            Map.of("HTTPS_CA_CERTIFICATES", OTHER.pem(), "OPENCTI_SSL_VERIFY", CA.pem())),
        arguments(named("no check: unknown CA", GOOD), Map.of("OPENCTI_SSL_VERIFY", "false")),
        arguments(named("no check: expired", CA.expired("localhost")), Map.of("OPENCTI_SSL_VERIFY", "false")),
        arguments(named("no check: another name", CA.issue("elsewhere.example")), Map.of("OPENCTI_SSL_VERIFY", "no")));
  }

  @ParameterizedTest
  @MethodSource("believed")
  void talksToAServerThatItBelieves(TestCa.Issued shown, Map<String, String> settings) throws IOException {
    try (TlsFront front = TlsFront.start(behind.getAddress().getPort(), shown, null)) {
      assertThat(call(front.port(), settings)).isEqualTo(204);
    }
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        arguments(named("unknown CA", GOOD), null, Map.of(), "not trusted", "HTTPS_CA_CERTIFICATES"),
        arguments(named("another CA", GOOD), null, Map.of("OPENCTI_SSL_VERIFY", OTHER.pem()), "not trusted",
            "OPENCTI_SSL_VERIFY"),
        arguments(named("expired", CA.expired("localhost")), null, Map.of("OPENCTI_SSL_VERIFY", CA.pem()), "has expired",
            "renew"),
        arguments(named("another name", CA.issue("elsewhere.example")), null, Map.of("OPENCTI_SSL_VERIFY", CA.pem()),
            "another host name", "OPENCTI_URL"),
        arguments(named("requires a client certificate", GOOD), OTHER, Map.of("OPENCTI_SSL_VERIFY", CA.pem()),
            "client certificate", "none for OpenCTI"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void saysWhatIsWrongAndWhatHelps(
      TestCa.Issued shown, TestCa clients, Map<String, String> settings, String what, String help) throws IOException {
    try (TlsFront front = TlsFront.start(behind.getAddress().getPort(), shown, clients)) {
      // When
      Throwable failure = catchThrowable(() -> call(front.port(), settings));
      // Then
      assertThat(TlsFailure.explain(failure, Peer.OPENCTI, true)).as(String.valueOf(failure)).contains(what, help);
    }
  }

  @ParameterizedTest
  @MethodSource("peers")
  void saysThatAServerDoesNotSpeakTls(Peer peer, String help) throws IOException {
    // Given a server that greets in plain text
    try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread greeter = new Thread(() -> {
        try (Socket client = plain.accept()) {
          client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          client.getInputStream().readAllBytes();
        } catch (IOException e) {
          // the client has gone
        }
      });
      greeter.start();
      // When
      Throwable failure = catchThrowable(() -> call(plain.getLocalPort(), Map.of()));
      // Then
      assertThat(TlsFailure.explain(failure, peer, true)).as(String.valueOf(failure)).contains("does not use TLS", help);
    }
  }

  @Test
  void saysNothingOfTlsWhereThereIsNone() {
    assertThat(TlsFailure.explain(new SocketException("Connection reset"), Peer.OPENCTI, false)).isNull();
    assertThat(TlsFailure.explain(new ConnectException("Connection refused"), Peer.OPENCTI, true)).isNull();
    assertThat(TlsFailure.explain(null, Peer.OPENCTI, true)).isNull();
  }

  static Stream<Arguments> peers() {
    return Stream.of(arguments(Peer.OPENCTI, "OPENCTI_URL"), arguments(Peer.CROWDSEC, "CROWDSEC_API_URL"),
        arguments(Peer.BROKER, "MQ_USE_SSL"));
  }

  private static int call(int port, Map<String, String> settings) throws IOException {
    Map<String, String> environment = new HashMap<>(Map.of("OPENCTI_URL", "https://localhost:" + port,
        "OPENCTI_TOKEN", "token", "CROWDSEC_KEY", "key", "CONNECTOR_ID", "5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10"));
    environment.putAll(settings);
    try (CloseableHttpClient client = HttpClients.openCti(Config.load(environment, Path.of("no", "such", "folder")))) {
      return client.execute(new HttpGet(environment.get("OPENCTI_URL") + "/graphql"), response -> response.getCode());
    }
  }
}
