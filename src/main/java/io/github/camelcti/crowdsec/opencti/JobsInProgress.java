package io.github.camelcti.crowdsec.opencti;

import io.github.camelcti.crowdsec.base.Sha256;
import io.github.camelcti.crowdsec.base.StateFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A file for each job in progress, so that the next process knows which jobs this one died with. The broker only says
 * that a job was delivered before, not how often, nor that a process died.
 *
 * <p>The file is named by the SHA-256 of the message and contains how often the job was started; it exists from the
 * start of the job until it has ended or was given back. One that is left over when the broker delivers the job again
 * means that the process died. Without a writable folder nothing is counted.
 *
 * <p>Once the job's result is with OpenCTI, the file says so, and stays if the job goes back to the queue after that: when it
 * comes again, nothing is left to do. A new request for the same observable is another message, with another work.
 */
public final class JobsInProgress {

  private static final Duration FORGOTTEN = Duration.ofDays(1);

  private final Path folder;
  private final Clock clock;
  // Jobs of this process and how often each is in progress: the same message can come twice.
  private final Map<String, Integer> mine = new ConcurrentHashMap<>();
  private volatile boolean usable;

  /**
   * @param folder where the files are; created if it is missing
   * @param clock for the age of leftover files
   */
  public JobsInProgress(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /**
   * Creates the folder and deletes files that are too old to matter.
   *
   * @throws IOException if nothing can be written there; jobs then run without this protection
   */
  public void open() throws IOException {
    Instant oldest = clock.instant().minus(FORGOTTEN);
    for (Path file : StateFolder.open(folder)) {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
        Files.deleteIfExists(file);
      }
    }
    usable = true;
  }

  /** How many processes have died with a job before it is started, as far as is known. */
  public int deaths(String key, boolean redelivered) {
    // After a broken connection the broker redelivers a job that this process still works on: not a death.
    return !usable || !redelivered || mine.containsKey(key) ? 0 : beginnings(key);
  }

  /**
   * Records that a job is in progress.
   *
   * @return how many processes have died with it, as far as is known
   */
  public int begin(String key, boolean redelivered) {
    if (!usable) {
      return 0;
    }
    int deaths = deaths(key, redelivered);
    String delivered = delivered(key, redelivered);
    if (mine.merge(key, 1, Integer::sum) == 1) {
      write(key, deaths + 1, delivered);
    }
    return deaths;
  }

  /**
   * Records that the result of a job in progress is with OpenCTI.
   *
   * @param how one word for {@link #delivered}
   */
  public void deliver(String key, String how) {
    if (usable && mine.containsKey(key)) {
      write(key, Math.max(1, beginnings(key)), how);
    }
  }

  /**
   * How the result of a job was delivered before.
   *
   * @return the word that {@link #deliver} was called with, null if it was not
   */
  public @Nullable String delivered(String key, boolean redelivered) {
    List<String> words = usable && redelivered ? read(key) : List.of();
    return words.size() < 2 ? null : words.get(1);
  }

  /**
   * Records the end of a job.
   *
   * @param returned whether it goes back to the queue; otherwise its outcome is reported
   */
  public void end(String key, boolean returned) {
    if (usable && mine.computeIfPresent(key, (same, times) -> times == 1 ? null : times - 1) == null) {
      forget(key, returned);
    }
  }

  /** A clean stop gives back all jobs in progress, so none of them counts as a death. */
  public void close() {
    mine.keySet().forEach(key -> forget(key, true));
    mine.clear();
  }

  private void forget(String key, boolean returned) {
    String delivered = returned ? delivered(key, true) : null;
    if (delivered == null) {
      delete(key);
    } else {
      write(key, 0, delivered);
    }
  }

  /** The key of a message. */
  public static String key(byte @Nullable [] body) {
    return Sha256.hex(body == null ? new byte[0] : body);
  }

  private int beginnings(String key) {
    try {
      return Integer.parseInt(read(key).get(0));
    } catch (NumberFormatException e) {
      return 0; // a crash left it half written
    }
  }

  /** The words of a file, never none. */
  private List<String> read(String key) {
    try {
      return List.of(Files.readString(folder.resolve(key), StandardCharsets.UTF_8).strip().split(" "));
    } catch (IOException e) {
      return List.of("0"); // there is no file
    }
  }

  private void write(String key, int beginnings, @Nullable String delivered) {
    try {
      byte[] count = (beginnings + (delivered == null ? "" : " " + delivered)).getBytes(StandardCharsets.UTF_8);
      StateFolder.write(folder.resolve(key), count, clock.instant());
    } catch (IOException e) {
      // The disk is full, or somebody removed the folder: the job matters more than its protection.
    }
  }

  private void delete(String key) {
    try {
      Files.deleteIfExists(folder.resolve(key));
    } catch (IOException e) {
      // It is deleted when it is a day old.
    }
  }
}
