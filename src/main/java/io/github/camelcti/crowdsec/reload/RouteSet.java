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
 * All that an engineer edits, as it was at one moment. Two of them are equal when nothing but names of folders' links has
 * changed: contents count, so that a swapped ConfigMap is seen and a touched file is not.
 *
 * @param routes files of routes, by what messages call them, with their text
 * @param documents the same of the GraphQL documents
 * @param properties the lines of {@code application.properties}
 */
record RouteSet(Map<String, String> routes, Map<String, String> documents, Properties properties) {

  /** @throws IOException if a file went away between the list and the look at it */
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
