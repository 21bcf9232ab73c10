package io.github.camelcti.crowdsec.reload;

import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.PropertiesComponent;

/**
 * Makes a placeholder such as {@code {{opencti.url}}} resolve to the checked value. By default, Camel looks for an
 * environment variable of that name first, and would use {@code OPENCTI_URL} unchecked.
 */
public final class CheckedPlaceholders {

  private CheckedPlaceholders() {}

  /** Reverses the lookup order, in a context that has not resolved any placeholder yet. */
  public static void first(CamelContext context) {
    ((PropertiesComponent) context.getPropertiesComponent())
        .setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_FALLBACK);
  }
}
