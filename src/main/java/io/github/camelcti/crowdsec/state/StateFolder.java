package io.github.camelcti.crowdsec.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder below {@code CONNECTOR_STATE_DIRECTORY}. */
public final class StateFolder {

  private StateFolder() {}

  /**
   * Makes the folder and proves that it can be written to: a folder that is there may be somebody else's, or the disk
   * read-only, and that should be known before anything has to be kept.
   *
   * @return the files in it
   * @throws IOException if nothing can be written there
   */
  public static List<Path> open(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path probe = folder.resolve("writable");
    Files.writeString(probe, "");
    Files.delete(probe);
    try (Stream<Path> list = Files.list(folder)) {
      return list.filter(Files::isRegularFile).toList();
    }
  }
}
