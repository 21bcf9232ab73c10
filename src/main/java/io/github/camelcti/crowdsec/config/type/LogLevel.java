package io.github.camelcti.crowdsec.config.type;

import java.util.Locale;

/** Log levels, under the names that connectors with the Python client library use. */
public enum LogLevel {
  TRACE("trace"),
  DEBUG("debug"),
  INFO("info"),
  WARNING("warn"),
  ERROR("error"),
  CRITICAL("fatal");

  private final String log4j;

  LogLevel(String log4j) {
    this.log4j = log4j;
  }

  /** The level's name in log4j2. */
  public String log4j() {
    return log4j;
  }

  /** The level's name as a setting, for example {@code warning}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
