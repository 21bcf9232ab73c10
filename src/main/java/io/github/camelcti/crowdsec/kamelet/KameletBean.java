package io.github.camelcti.crowdsec.kamelet;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Setting;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.enrich.marking.DisclosureLimits;
import io.github.camelcti.crowdsec.opencti.graphql.Document;
import io.github.camelcti.crowdsec.opencti.graphql.Documents;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformClient;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformException;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.support.service.ServiceSupport;

/**
 * A bean of a Kamelet. Camel starts and stops it with the Kamelet's route: what it opens at the start, it closes at the
 * stop. The Kamelet's parameters are settings of the connector, and are checked like those.
 */
public abstract class KameletBean extends ServiceSupport {

  /** A folder without files of settings: what is beside the process is not the Kamelet's business. */
  private static final Path NOWHERE = Path.of("no-files-of-settings");

  private static final PlatformVersion OLDEST = PlatformVersion.of("6.2");

  private static final List<String> DOCUMENTS = List.of("about", "register-connector.since-5.12", "register-connector.since-6.6",
      "register-connector.since-7", "ping-connector.since-6.2", "read-observable.since-5.12", "read-observable.since-5.12.24",
      "push-bundle.since-6.2", "push-bundle.since-6.9", "push-with-ended-work.since-6.2", "push-with-ended-work.since-6.9",
      "push-without-work.since-6.2", "open-import-work", "work-alive", "work-alive.since-6.9",
      "close-work");

  private final Map<String, String> settings = new LinkedHashMap<>();

  /** The Kamelet's parameters, by the environment name of the setting that each of them is; empty ones have its default. */
  public final Map<String, String> getSettings() {
    return settings;
  }

  /** @throws io.github.camelcti.crowdsec.config.ConfigurationException if one of the settings is wrong */
  final Config config() {
    Set<Setting<?>> unread = Set.of(Settings.OPENCTI_URL, Settings.OPENCTI_TOKEN, Settings.CONNECTOR_ID,
        Settings.CROWDSEC_KEY);
    return Config.loadWithout(unread.stream().filter(setting -> !settings.containsKey(setting.toString()))
        .collect(Collectors.toUnmodifiableSet()), settings, NOWHERE);
  }

  /** What may be given out, in the words of the Kamelets' parameters. */
  static DisclosureLimits limits(Config config) {
    return new DisclosureLimits(config.get(Settings.CROWDSEC_MAX_TLP), config.get(Settings.CROWDSEC_MAX_PAP), "maxTlp", "maxPap");
  }

  /**
   * Asks for the platform's version.
   *
   * @throws PlatformException if this platform can't take bundles, which is all that the Kamelets write
   */
  static void askVersion(PlatformClient platform) {
    PlatformVersion version = platform.about();
    if (!version.atLeast(OLDEST)) {
      throw new PlatformException("the Kamelets need OpenCTI " + OLDEST + " or later, and this is " + version
          + "; the connector itself works with it");
    }
  }

  /** A client of the platform with the documents of the jar: OpenCTI 6.2 and later. */
  static PlatformClient platform(Config config) {
    List<Document> documents = new ArrayList<>();
    for (String name : DOCUMENTS) {
      try (InputStream in = KameletBean.class.getResourceAsStream("/graphql/" + name + ".graphql")) {
        documents.add(Document.of(name + ".graphql", new String(in.readAllBytes(), StandardCharsets.UTF_8)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new PlatformClient(config, new Documents(documents));
  }
}
