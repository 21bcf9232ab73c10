package io.github.camelcti.crowdsec.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** How far a backfill has come, in a small file: where OpenCTI's list goes on. */
final class BackfillState {

  static final String FILE = "backfill.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final String url;

  /**
   * @param folder {@code CONNECTOR_STATE_DIRECTORY}
   * @param url the platform; a cursor means nothing to another one
   */
  BackfillState(Path folder, String url) {
    this.file = folder.resolve(FILE);
    this.url = url;
  }

  /** Where to go on, null at the beginning. */
  String after() {
    if (!Files.isReadable(file)) {
      return null;
    }
    try {
      JsonNode state = JSON.readTree(file.toFile());
      return url.equals(state.path("platform").asText()) ? state.path("after").asText(null) : null;
    } catch (IOException e) {
      return null; // half a file is no place to go on from; at worst, some are looked at again
    }
  }

  /** Remembers the last observable that is done with. */
  void save(String after) {
    Map<String, String> state = new LinkedHashMap<>();
    state.put("platform", url);
    state.put("after", after);
    try {
      Files.createDirectories(file.getParent());
      Path beside = file.resolveSibling(FILE + ".new");
      JSON.writeValue(beside.toFile(), state);
      Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("the place to go on from can't be kept in " + file
          + " (CONNECTOR_STATE_DIRECTORY)", e);
    }
  }

  /** The next backfill begins at the beginning. */
  void clear() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("can't be removed: " + file, e);
    }
  }
}
