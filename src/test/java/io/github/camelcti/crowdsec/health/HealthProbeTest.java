package io.github.camelcti.crowdsec.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.camelcti.crowdsec.config.Setting;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.support.TestCa;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The image's health check. */
class HealthProbeTest {

  private HttpServer server;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer("/observe/health/live", 200);
    answer("/observe/health/ready", 503);
    answer("/observe/health/gone", 302);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"live, 0", "ready, 1", "gone, 1", "nowhere, 1"})
  void onlyTwoHundredIsWell(String what, int code) {
    assertThat(ask(what, Map.of())).isEqualTo(code);
  }

  @ParameterizedTest(name = "host {0}")
  @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "localhost", ""})
  void theHostIsThatOfTheSetting(String host) {
    assertThat(ask("live", Map.of("CONNECTOR_MANAGEMENT_HOST", host))).as(said.toString()).isZero();
  }

  @ParameterizedTest(name = "CONNECTOR_MANAGEMENT_SSL={0}: {1}")
  @CsvSource({"true, 0", "On, 0", "false, 1"})
  void aPortWithTlsIsAskedWithTls(String ssl, int code) throws Exception {
    // Given a certificate that nobody here knows, for another name
    TestCa.Issued shown = new TestCa("Somebody's CA").issue("connector.example");
    char[] password = "planted".toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("own", shown.key(), password, new Certificate[] {shown.certificate()});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, password);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), null, null);
    server.stop(0);
    HttpsServer encrypted = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    encrypted.setHttpsConfigurator(new HttpsConfigurator(tls));
    server = encrypted;
    answer("/observe/health/live", 200);
    server.start();
    // When it is asked, then the setting decides how
    assertThat(ask("live", Map.of("CONNECTOR_MANAGEMENT_SSL", ssl))).as(said.toString()).isEqualTo(code);
  }

  @Test
  void nobodyThereIsNotWell() {
    // Given
    int port = server.getAddress().getPort();
    server.stop(0);
    // Then
    assertThat(ask("live", Map.of("CONNECTOR_MANAGEMENT_PORT", "" + port))).isOne();
    assertThat(said.toString()).contains("can't be reached");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"false", "No", "OFF", "0"})
  void whatIsSwitchedOffIsNotAsked(String off) {
    assertThat(ask("ready", Map.of("CONNECTOR_MANAGEMENT_ENABLED", off))).isZero();
  }

  @Test
  void defaultsAreThoseOfTheSettings() {
    // The probe repeats them, since it does not load the catalogue of settings.
    assertThat(List.<Setting<?>>of(Settings.CONNECTOR_MANAGEMENT_HOST, Settings.CONNECTOR_MANAGEMENT_PORT,
        Settings.CONNECTOR_MANAGEMENT_ENABLED, Settings.CONNECTOR_MANAGEMENT_SSL))
        .extracting(setting -> setting.defaultValue().orElseThrow().toString())
        .containsExactly("127.0.0.1", "9876", "true", "false");
  }

  @Test
  void aJavaWithNothingButTheClassAndSixteenMegabytesIsEnough() throws Exception {
    // Given
    ProcessBuilder java = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx16m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto",
        "-cp", "target/classes", HealthProbe.class.getName()).redirectErrorStream(true);
    java.environment().put("CONNECTOR_MANAGEMENT_PORT", "" + server.getAddress().getPort());
    // When
    Process process = java.start();
    // Then
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(new String(process.getInputStream().readAllBytes())).isZero();
  }

  private int ask(String what, Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>();
    environment.put("CONNECTOR_MANAGEMENT_PORT", "" + server.getAddress().getPort());
    environment.putAll(settings);
    return HealthProbe.ask(what, environment, new PrintStream(said));
  }

  private void answer(String path, int status) {
    server.createContext(path, exchange -> {
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
    });
  }
}
