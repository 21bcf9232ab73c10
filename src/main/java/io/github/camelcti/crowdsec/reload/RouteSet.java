package io.github.camelcti.crowdsec.reload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All that an engineer edits, at one moment. Compared by content, so that a swapped ConfigMap counts as a change and a
 * touched file does not.
 *
 * @param routes files of routes, by what messages call them, with their text
 * @param documents the same of the GraphQL documents
 * @param properties the lines of {@code application.properties}
 * @param notLoaded names of files that look like routes, but are not loaded
 */
record RouteSet(Map<String, String> routes, Map<String, String> documents, Properties properties, Set<String> notLoaded) {

  /** @throws IOException if a file was deleted after it was listed */
  static RouteSet read(RouteFolder folder) throws IOException {
    try {
      return new RouteSet(texts(folder, folder.routes()), texts(folder, folder.documents()), folder.properties(),
          folder.notLoaded().stream().map(folder::name).collect(Collectors.toSet()));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Map<String, String> texts(RouteFolder folder, List<Path> files) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Path file : files) {
      // Whatever its encoding: the check says what is wrong with it, and every edit of it counts as one.
      texts.put(folder.name(file), new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    }
    return texts;
  }
}
