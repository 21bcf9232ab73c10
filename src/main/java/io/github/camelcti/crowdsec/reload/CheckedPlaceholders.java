package io.github.camelcti.crowdsec.reload;

import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.PropertiesComponent;

/**
 * A placeholder such as {@code {{opencti.url}}} means the checked value. Left alone, Camel would look for an environment
 * variable of that name first, and find {@code OPENCTI_URL} as it was typed.
 */
public final class CheckedPlaceholders {

  private CheckedPlaceholders() {}

  /** Turns the order round, in a context that has not resolved any yet. */
  public static void first(CamelContext context) {
    ((PropertiesComponent) context.getPropertiesComponent())
        .setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_FALLBACK);
  }
}
