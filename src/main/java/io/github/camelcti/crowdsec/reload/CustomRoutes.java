package io.github.camelcti.crowdsec.reload;

import java.io.IOException;
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
    // Camel fails if the folder does not exist, and finds nothing in a folder that is a link.
    String there = Stream.of(RouteFolder.withCustom(include).split(",")).filter(CustomRoutes::isThere)
        .map(CustomRoutes::behindLink).collect(Collectors.joining(","));
    return super.findRouteResourcesFromDirectory(context, exclude, there);
  }

  private static String behindLink(String pattern) {
    Path path = Path.of(pattern.replaceFirst("^" + FILE, ""));
    Path folder = path.getParent();
    try {
      return !pattern.startsWith(FILE) || folder == null || !Files.isSymbolicLink(folder) ? pattern
          : FILE + folder.toRealPath().resolve(path.getFileName());
    } catch (IOException e) {
      return pattern; // a link to nowhere: the folder is missing, as Camel will say
    }
  }

  private static boolean isThere(String pattern) {
    return !pattern.startsWith(FILE) || !pattern.contains("/" + RouteFolder.CUSTOM + "/")
        || Files.isDirectory(Objects.requireNonNull(Path.of(pattern.substring(FILE.length())).getParent(), "the folder custom"));
  }
}
