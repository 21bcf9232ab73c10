package io.github.camelcti.crowdsec;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.engine.DefaultConfigurerResolver;
import org.apache.camel.spi.PropertyConfigurer;

/**
 * Spares Camel a search of all libraries, twice for each bean of ours, for the generated code that would set its
 * properties: there is none, they are set by reflection. Some 70 searches of 140 libraries, at each start.
 */
final class OwnBeans extends DefaultConfigurerResolver {

  private static final String OURS = OwnBeans.class.getPackageName() + ".";

  private final Set<String> simpleNames = ConcurrentHashMap.newKeySet();

  @Override
  public PropertyConfigurer resolvePropertyConfigurer(String name, CamelContext context) {
    // Camel asks by the full name first, and then by the simple one.
    if (name != null && name.startsWith(OURS)) {
      simpleNames.add(name.substring(name.lastIndexOf('.') + 1));
      return null;
    }
    return name != null && simpleNames.contains(name) ? null : super.resolvePropertyConfigurer(name, context);
  }
}
