package io.github.camelcti.crowdsec.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A folder below {@code CONNECTOR_STATE_DIRECTORY}. */
public final class StateFolder {

  private static final String UNFINISHED = ".part";

  private StateFolder() {}

  /**
   * Creates the folder and checks that it is writable: an existing folder may belong to another user, or the disk may
   * be read-only, and that must show before anything has to be stored. Deletes files that a kill left half written.
   *
   * @return the files in it
   * @throws IOException if nothing can be written there
   */
  public static List<Path> open(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path probe = folder.resolve("writable");
    Files.writeString(probe, "");
    Files.delete(probe);
    List<Path> files;
    try (Stream<Path> list = Files.list(folder)) {
      files = list.filter(Files::isRegularFile).toList();
    }
    List<Path> whole = new ArrayList<>();
    for (Path file : files) {
      if (file.getFileName().toString().endsWith(UNFINISHED)) {
        Files.deleteIfExists(file);
      } else {
        whole.add(file);
      }
    }
    return whole;
  }

  /**
   * Writes a file atomically: a reader finds all of it or none.
   *
   * @param file where it goes; an existing one is replaced
   * @param time the time that the file gets
   * @throws IOException if it can't be written, for lack of space for example; then nothing of it is left
   */
  public static void write(Path file, byte[] content, Instant time) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + UNFINISHED);
    try {
      Files.write(part, content);
      Files.setLastModifiedTime(part, FileTime.from(time));
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part); // a full disk would otherwise stay full of such
    }
  }
}
