package io.github.camelcti.crowdsec.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** An environment and a folder of files, both starting with just what is required. */
final class ConfigFixture {

  static final String TOKEN = "planted-token-4711";
  static final String KEY = "planted-key-4712";

  private final Path directory;
  private final Map<String, String> environment = new LinkedHashMap<>();

  ConfigFixture(Path directory) {
    this.directory = directory;
    environment.put("OPENCTI_URL", "http://opencti:8080");
    environment.put("OPENCTI_TOKEN", TOKEN);
    environment.put("CONNECTOR_ID", "5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10");
    environment.put("CROWDSEC_KEY", KEY);
  }

  ConfigFixture with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  ConfigFixture without(String name) {
    environment.remove(name);
    return this;
  }

  ConfigFixture empty() {
    environment.clear();
    return this;
  }

  ConfigFixture file(String name, String text) {
    try {
      Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ConfigFixture fileWhen(boolean there, String name, String text) {
    return there ? file(name, text) : this;
  }

  Config load() {
    return Config.load(environment, directory);
  }

  /** The exception that loading ends in. */
  ConfigurationException broken() {
    try {
      Config config = load();
      throw new AssertionError("no problem was found: " + config);
    } catch (ConfigurationException e) {
      return e;
    }
  }
}
