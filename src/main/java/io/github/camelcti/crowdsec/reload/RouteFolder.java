package io.github.camelcti.crowdsec.reload;

import io.github.camelcti.crowdsec.opencti.graphql.Document;
import io.github.camelcti.crowdsec.opencti.graphql.Documents;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformException;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.regex.Pattern;
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

  static final String NOT_UTF8 = "is not UTF-8; save it in that encoding";
  static final String SUFFIX = ".camel.yaml";

  private static final String FILE = "file:";
  /** Longer than that of any file system. */
  private static final Duration TICK = Duration.ofSeconds(2);
  /** What an editor or Camel's other languages would call a file of routes. */
  private static final Pattern LOOKS_LIKE_ROUTES = Pattern.compile("(?i)[^.#].*[.](ya?ml|xml|java)");
  private static final Pattern OTHER_FILES = Pattern.compile("(?i)kustomization[.]ya?ml|.*[.]kamelet[.]yaml");

  /** @throws IOException if there is no readable {@code application.properties} in the folder */
  public static RouteFolder read(Path directory) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(text(directory.resolve(PROPERTIES))));
    // As in Camel, a system property wins over a line of the file.
    override(properties, key -> Optional.ofNullable(System.getProperty(key)));
    return new RouteFolder(directory, properties);
  }

  /**
   * The same as a running connector sees it: values set in other ways than by the file take precedence.
   *
   * @throws IOException if there is no readable {@code application.properties} in the folder
   */
  static RouteFolder of(Path directory, CamelContext running) throws IOException {
    RouteFolder written = read(directory);
    override(written.properties, running.getPropertiesComponent()::resolveProperty);
    return written;
  }

  private static void override(Properties properties, Function<String, Optional<String>> values) {
    for (String key : List.of(ROUTES, DOCUMENTS)) {
      values.apply(key).ifPresent(value -> properties.setProperty(key, value));
    }
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
    return patterns().stream().flatMap(pattern -> list(parent(pattern)).stream().filter(file -> matches(pattern, file)))
        .toList();
  }

  /** What lies among the routes, looks like one of them, and is not loaded because of its name. */
  List<Path> notLoaded() {
    List<Path> loaded = routes();
    return patterns().stream().filter(pattern -> pattern.toString().endsWith("*" + SUFFIX))
        .flatMap(pattern -> list(parent(pattern)).stream())
        .filter(file -> LOOKS_LIKE_ROUTES.matcher(file.getFileName().toString()).matches())
        .filter(file -> !OTHER_FILES.matcher(file.getFileName().toString()).matches())
        .filter(file -> !loaded.contains(file)).toList();
  }

  /**
   * What shows, without reading the files, that they are still as they were: for each its number, size and time of the last
   * change. A link counts as the file behind it, as Kubernetes swaps those.
   *
   * @return empty where it can't be told: on a file system that does not keep that time, if a file can't be read, or if it
   *     changed so recently that it may change again within the same tick
   */
  Optional<Map<Path, Map<String, Object>>> stamps(Instant now) {
    Map<Path, Map<String, Object>> stamps = new HashMap<>();
    try {
      stamps.put(directory, stamp(directory.resolve(PROPERTIES)));
      for (Path folder : Stream.concat(patterns().stream().map(RouteFolder::parent), Stream.of(documentFolder())).distinct()
          .filter(Files::isDirectory).toList()) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
          for (Path file : files) {
            stamps.put(file, stamp(file));
          }
        }
      }
      if (stamps.values().stream().anyMatch(it -> !(it.get("ctime") instanceof FileTime changed)
          || changed.toInstant().isAfter(now.minus(TICK)))) {
        return Optional.empty();
      }
      return Optional.of(stamps);
    } catch (IOException | DirectoryIteratorException | UnsupportedOperationException e) {
      return Optional.empty(); // whoever reads the files then says what is wrong
    }
  }

  private static Map<String, Object> stamp(Path file) throws IOException {
    return Files.readAttributes(file, "unix:ino,size,ctime");
  }

  /** The line of {@code application.properties} with a key, 0 when it is set elsewhere. */
  int lineOf(String key) {
    try {
      List<String> lines = text(directory.resolve(PROPERTIES)).lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        String[] line = lines.get(i).strip().split("\\s*[=:\\s]", 2);
        // Camel takes sliding-window-size and slidingWindowSize.
        if (line[0].replace("-", "").equalsIgnoreCase(key.replace("-", ""))) {
          return i + 1;
        }
      }
    } catch (IOException e) {
      // It was there when it was read.
    }
    return 0;
  }

  /** The folder of our routes. */
  Path routeFolder() {
    return parent(patterns().get(0));
  }

  private List<Path> patterns() {
    return Stream.of(withCustom(properties.getProperty(ROUTES, "file:routes/*" + SUFFIX)).split(",")).map(this::path).toList();
  }

  private static Path parent(Path pattern) {
    return Objects.requireNonNull(pattern.getParent(), "a pattern has a folder");
  }

  private static boolean matches(Path pattern, Path file) {
    return FileSystems.getDefault().getPathMatcher("glob:" + pattern.getFileName()).matches(file.getFileName());
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

  /**
   * What is in a file.
   *
   * @throws NotUtf8Exception if it has another encoding
   */
  static String text(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    CharBuffer read = CharBuffer.allocate(bytes.length);
    if (StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), read, true).isError()) {
      throw new NotUtf8Exception(file, (int) read.flip().chars().filter(letter -> letter == '\n').count() + 1);
    }
    return read.flip().toString();
  }

  /** A file in another encoding, or none. */
  static final class NotUtf8Exception extends IOException {

    private static final long serialVersionUID = 1;

    private final int line;

    private NotUtf8Exception(Path file, int line) {
      super(file.getFileName() + " " + NOT_UTF8);
      this.line = line;
    }

    /** The first that can't be read, counted from 1. */
    int line() {
      return line;
    }
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
