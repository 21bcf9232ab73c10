package io.github.camelcti.crowdsec.reload;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.main.DefaultRoutesCollector;
import org.apache.camel.spi.Resource;

/** Lets Camel load the routes of the folder {@code custom} as well, where there is one. */
public final class CustomRoutes extends DefaultRoutesCollector {

  private static final String FILE = "file:";

  @Override
  public Collection<Resource> findRouteResourcesFromDirectory(CamelContext context, String exclude, String include) {
    // Camel fails if the folder does not exist.
    String there = Stream.of(RouteFolder.withCustom(include).split(",")).filter(CustomRoutes::isThere)
        .collect(Collectors.joining(","));
    return super.findRouteResourcesFromDirectory(context, exclude, there);
  }

  private static boolean isThere(String pattern) {
    return !pattern.startsWith(FILE) || !pattern.contains("/" + RouteFolder.CUSTOM + "/")
        || Files.isDirectory(Objects.requireNonNull(Path.of(pattern.substring(FILE.length())).getParent(), "the folder custom"));
  }
}
