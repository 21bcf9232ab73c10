package io.github.camelcti.crowdsec.reload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * All that an engineer edits, at one moment. Compared by content, so that a swapped ConfigMap counts as a change and a
 * touched file does not.
 *
 * @param routes files of routes, by what messages call them, with their text
 * @param documents the same of the GraphQL documents
 * @param properties the lines of {@code application.properties}
 */
record RouteSet(Map<String, String> routes, Map<String, String> documents, Properties properties) {

  /** @throws IOException if a file was deleted after it was listed */
  static RouteSet read(RouteFolder folder) throws IOException {
    try {
      return new RouteSet(texts(folder, folder.routes()), texts(folder, folder.documents()), folder.properties());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Map<String, String> texts(RouteFolder folder, List<Path> files) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Path file : files) {
      texts.put(folder.name(file), Files.readString(file));
    }
    return texts;
  }
}
