package io.github.camelcti.crowdsec.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code .ci/bases} against a registry that answers as Docker Hub does. */
class BasesTest {

  private static final String NEW = "sha256:" + "1".repeat(64);
  private static final String OLD = "sha256:" + "2".repeat(64);

  @TempDir
  private Path folder;
  private HttpServer hub;

  @BeforeEach
  void startTheHub() throws IOException {
    assumeThat(Path.of("/usr/bin/curl")).exists();
    hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    hub.createContext("/token", exchange -> {
      byte[] body = "{\"token\":\"let-me-in\",\"expires_in\":300}".getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
    hub.createContext("/v2/library/eclipse-temurin/manifests/17-jre", exchange -> {
      boolean good = exchange.getRequestMethod().equals("HEAD")
          && "Bearer let-me-in".equals(exchange.getRequestHeaders().getFirst("Authorization"))
          && exchange.getRequestHeaders().get("Accept").toString().contains("image.index");
      exchange.getResponseHeaders().set("Docker-Content-Digest", NEW);
      exchange.sendResponseHeaders(good ? 200 : 401, -1);
      exchange.close();
    });
    hub.start();
  }

  @AfterEach
  void stopTheHub() {
    if (hub != null) {
      hub.stop(0);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', value = {
    "no digest yet          | 17-jre      |         | 0 | 17-jre@NEW",
    "an old digest          | 17-jre@OLD  |         | 0 | 17-jre@NEW",
    "the tag's digest       | 17-jre@NEW  | --check | 0 | 17-jre@NEW",
    "an old one, looked at  | 17-jre@OLD  | --check | 1 | 17-jre@OLD",
    "none, looked at        | 17-jre      | --check | 1 | 17-jre",
    "a tag that nobody has  | 99-jre      |         | 1 | 99-jre",
  })
  void aBaseGetsTheDigestOfItsTag(String what, String before, String option, int exit, String after) throws Exception {
    // Given
    Path dockerfile = Files.writeString(folder.resolve("Dockerfile"), file(before));
    ProcessBuilder script = new ProcessBuilder(".ci/bases", option == null ? "" : option).redirectErrorStream(true);
    String address = "http://127.0.0.1:" + hub.getAddress().getPort();
    script.environment().put("DOCKERFILE", dockerfile.toString());
    script.environment().put("REGISTRY_URL", address);
    script.environment().put("REGISTRY_AUTH_URL", address);
    script.environment().put("no_proxy", "127.0.0.1");
    // When
    Process process = script.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    // Then
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isEqualTo(exit);
    assertThat(dockerfile).hasContent(file(after));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile", "deploy/compose/Dockerfile.doubles"})
  void everyBaseIsPinned(String file) throws IOException {
    assertThat(Files.readAllLines(Path.of(file)).stream().filter(line -> line.contains("eclipse-temurin"))).hasSize(2)
        .allSatisfy(line -> assertThat(line).matches(".*eclipse-temurin:[\\d._]+-j(dk|re)-jammy@sha256:[0-9a-f]{64}( AS \\w+)?"));
  }

  private static String file(String base) {
    return "ARG BASE=docker.io/library/eclipse-temurin:" + base.replace("NEW", NEW).replace("OLD", OLD)
        + "\nFROM ${BASE}\nARG BASE\n";
  }
}
