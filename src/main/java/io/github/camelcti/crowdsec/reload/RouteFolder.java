package io.github.camelcti.crowdsec.reload;

import io.github.camelcti.crowdsec.opencti.graphql.Document;
import io.github.camelcti.crowdsec.opencti.graphql.Documents;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;

/**
 * What an engineer edits, as {@code application.properties} names it: the files of routes and the GraphQL documents.
 *
 * @param directory the folder that holds {@code application.properties}
 * @param properties its lines
 */
public record RouteFolder(Path directory, Properties properties) {

  static final String PROPERTIES = "application.properties";
  static final String ROUTES = "camel.main.routesIncludePattern";
  static final String DOCUMENTS = "graphql.folder";

  /** The folder next to our routes for the engineer's own. */
  public static final String CUSTOM = "custom";

  private static final String FILE = "file:";

  /** @throws IOException if there is no readable {@code application.properties} in the folder */
  public static RouteFolder read(Path directory) throws IOException {
    Properties properties = new Properties();
    try (var in = Files.newBufferedReader(directory.resolve(PROPERTIES))) {
      properties.load(in);
    }
    return new RouteFolder(directory, properties);
  }

  /**
   * The same as a running connector sees it: values set in other ways than by the file take precedence.
   *
   * @throws IOException if there is no readable {@code application.properties} in the folder
   */
  static RouteFolder of(Path directory, CamelContext running) throws IOException {
    RouteFolder written = read(directory);
    for (String key : List.of(ROUTES, DOCUMENTS)) {
      running.getPropertiesComponent().resolveProperty(key)
          .ifPresent(value -> written.properties.setProperty(key, value));
    }
    return written;
  }

  /**
   * Adds the folders {@code custom}, where engineers keep their own routes next to ours.
   *
   * @param patterns as in {@code application.properties}, separated by commas
   */
  public static String withCustom(String patterns) {
    return Stream.of(patterns.split(",")).map(String::strip).flatMap(pattern -> pattern.startsWith(FILE)
        ? Stream.of(pattern, pattern.replaceFirst("[^/]*$", CUSTOM + "/$0")) : Stream.of(pattern))
        .collect(Collectors.joining(","));
  }

  /** The files of routes in Camel's order. */
  List<Path> routes() {
    List<Path> found = new ArrayList<>();
    for (String location : withCustom(properties.getProperty(ROUTES, "file:routes/*.camel.yaml")).split(",")) {
      Path pattern = path(location);
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern.getFileName());
      Path parent = Objects.requireNonNull(pattern.getParent(), "a pattern has a folder");
      list(parent).stream().filter(file -> matcher.matches(file.getFileName())).forEach(found::add);
    }
    return found;
  }

  /** The GraphQL documents. */
  List<Path> documents() {
    return list(documentFolder()).stream().filter(file -> file.toString().endsWith(".graphql")).toList();
  }

  /**
   * The GraphQL documents, read.
   *
   * @throws PlatformException if there are none, or a file is not a document
   */
  public Documents read() {
    List<Document> found = new ArrayList<>();
    for (Path file : documents()) {
      try {
        found.add(Document.of(file.getFileName().toString(), Files.readString(file)));
      } catch (IOException | IllegalArgumentException e) {
        throw new PlatformException("the GraphQL document " + name(file) + " can't be read: " + e.getMessage(), e);
      }
    }
    if (found.isEmpty()) {
      throw new PlatformException("there are no GraphQL documents in " + documentFolder() + " (" + DOCUMENTS + ")");
    }
    return new Documents(found);
  }

  Path documentFolder() {
    return path(properties.getProperty(DOCUMENTS, "file:routes/graphql"));
  }

  /** The name of a file in messages. */
  String name(Path file) {
    Path whole = file.toAbsolutePath();
    return whole.startsWith(directory.toAbsolutePath())
        ? directory.toAbsolutePath().relativize(whole).toString() : whole.toString();
  }

  private Path path(String location) {
    return directory.resolve(location.startsWith(FILE) ? location.substring(FILE.length()) : location);
  }

  private static List<Path> list(Path folder) {
    if (folder == null || !Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
