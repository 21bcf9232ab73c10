package io.github.camelcti.crowdsec.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelcti.crowdsec.config.type.NoProxy;
import io.github.camelcti.crowdsec.config.type.ProxyServer;
import io.github.camelcti.crowdsec.config.type.Secret;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The variables of proxies, in all the ways in which people write them. */
class ProxySettingsTest {

  @TempDir
  private Path directory;

  private ConfigFixture given;

  @BeforeEach
  void requiredSettingsOnly() {
    given = new ConfigFixture(directory);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(nullValues = "-", value = {
    "http://proxy:3128, proxy, 3128, -, -",
    "proxy:3128, proxy, 3128, -, -",
    "HTTP://proxy, proxy, 80, -, -",
    "http://proxy:3128/, proxy, 3128, -, -",
    "http://[2001:db8::1]:3128, 2001:db8::1, 3128, -, -",
    "http://user:planted@proxy:3128, proxy, 3128, user, planted",
    "http://user:pl@nt/ed@proxy:3128, proxy, 3128, user, pl@nt/ed",
    "http://us%40er:pl%3Aant+ed@proxy:3128, proxy, 3128, us@er, pl:ant+ed",
    "http://user:100%@proxy:3128, proxy, 3128, user, 100%",
    "http://user@proxy:3128, proxy, 3128, user, ''",
  })
  void readsHostPortAndCredentials(String text, String host, int port, String user, String password) {
    // When
    Config config = given.with("https_proxy", text).load();
    // Then
    assertThat(config.get(Settings.HTTPS_PROXY))
        .isEqualTo(new ProxyServer(host, port, user, password == null ? null : Secret.of(password)));
    assertThat(config.toString() + config.warnings() + config.asCamelProperties()).doesNotContain("planted");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "https://user:planted@proxy:3128, does not use plain HTTP",
    "socks5://user:pl@planted@proxy, does not use plain HTTP",
    "http://, not the address",
    "http://user:planted@:3128, not the address",
    "http://pro xy:1, not the address",
    "http://proxy:99999, port",
    "http://proxy:0, port",
  })
  void refusesWhatIsNoProxyWithoutShowingIt(String text, String what) {
    assertThat(given.with("HTTP_PROXY", text).broken().getMessage())
        .contains("HTTP_PROXY (environment): \"***\"", what).doesNotContain("planted");
  }

  @Test
  void theNameInCapitalsDecides() {
    Config config = given.with("http_proxy", "http://small:1").with("HTTP_PROXY", "http://large:2").load();
    assertThat(config.get(Settings.HTTP_PROXY).host()).isEqualTo("large");
  }

  @ParameterizedTest(name = "{0} covers {1}:{2}: {3}")
  @CsvSource(quoteCharacter = '"', value = {
    "*, anything.example, 443, true",
    "example.org, example.org, 443, true",
    "example.org, www.example.org, 443, true",
    ".example.org, www.example.org, 443, true",
    "*.example.org, www.example.org, 443, true",
    ".example.org, example.org, 443, true",
    "example.org, badexample.org, 443, false",
    "example.org, example.org.evil.test, 443, false",
    "EXAMPLE.org, Example.ORG., 443, true",
    "example.org:8443, example.org, 443, false",
    "example.org:443, example.org, 443, true",
    "10.0.0.1, 10.0.0.1, 80, true",
    "10.0.0.1, 10.0.0.10, 80, false",
    "10.0.0.0/8, 10.200.1.1, 80, true",
    "10.0.0.0/8, 11.0.0.1, 80, false",
    "0.0.1, 10.0.0.1, 80, false",
    "2001:db8::/32, 2001:db8::5, 80, true",
    "[2001:db8::5], 2001:db8::5, 80, true",
    "[2001:db8::5]:81, [2001:db8::5], 80, false",
    "\"opencti, 10.0.0.0/8 ,localhost\", localhost, 8080, true",
    "\",, \", localhost, 8080, false",
    "10.0.0.0/99, 10.0.0.1, 80, false",
  })
  void noProxyFollowsTheUsualRules(String entries, String host, int port, boolean direct) {
    assertThat(NoProxy.of(entries).covers(host, port)).isEqualTo(direct);
  }
}
