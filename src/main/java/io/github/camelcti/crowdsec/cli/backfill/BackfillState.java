package io.github.camelcti.crowdsec.cli.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Progress of a backfill, in a small file: where to continue in OpenCTI's list, and what was refused before that place.
 */
public final class BackfillState {

  static final String FILE = "backfill.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final String url;

  /**
   * @param folder {@code CONNECTOR_STATE_DIRECTORY}
   * @param url the platform; a cursor is meaningless on another one
   */
  public BackfillState(Path folder, String url) {
    this.file = folder.resolve(FILE);
    this.url = url;
  }

  /** Where to continue, null at the start. */
  public String after() {
    return read().path("after").asText(null);
  }

  /** The ids of those that were refused and still have to be requested. */
  public Set<String> refused() {
    Set<String> ids = new LinkedHashSet<>();
    read().path("refused").forEach(id -> ids.add(id.asText()));
    return ids;
  }

  private JsonNode read() {
    try {
      JsonNode state = Files.isReadable(file) ? JSON.readTree(file.toFile()) : JSON.createObjectNode();
      return url.equals(state.path("platform").asText()) ? state : JSON.createObjectNode();
    } catch (IOException e) {
      return JSON.createObjectNode(); // start over if the file is incomplete; at worst, some are checked again
    }
  }

  /**
   * Saves the progress.
   *
   * @param after the last observable that was checked, null for none
   * @param refused the ids of those up to there that still have to be requested
   */
  public void save(String after, Set<String> refused) {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("platform", url);
    state.put("after", after);
    state.put("refused", refused);
    try {
      Files.createDirectories(file.getParent());
      Path beside = file.resolveSibling(FILE + ".new");
      JSON.writeValue(beside.toFile(), state);
      Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("the progress can't be saved in " + file
          + " (CONNECTOR_STATE_DIRECTORY)", e);
    }
  }

  /** Lets the next backfill start from the beginning. */
  public void clear() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("can't be removed: " + file, e);
    }
  }
}
