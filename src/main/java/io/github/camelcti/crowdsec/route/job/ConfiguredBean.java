package io.github.camelcti.crowdsec.route.job;

import io.github.camelcti.crowdsec.config.Config;

/** A bean of the routes that reads settings; {@code beans.camel.yaml} hands them in. */
public abstract class ConfiguredBean {

  private Config config;

  /** All settings; null only before the bean is set up. */
  public Config getConfig() {
    return config;
  }

  public void setConfig(Config config) {
    this.config = config;
  }
}
