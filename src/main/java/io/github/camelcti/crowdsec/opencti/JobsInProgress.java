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

  /**
   * How many processes have died with a job before it is started, as far as is known.
   *
   * @param key what {@link #key} made of the message
   * @param redelivered whether the broker says that it was delivered before
   */
  public int deaths(String key, boolean redelivered) {
    // After a broken connection the broker redelivers a job that this process still works on: not a death.
    return !usable || !redelivered || mine.containsKey(key) ? 0 : beginnings(key);
  }

  /**
   * Records that a job is in progress.
   *
   * @param key what {@link #key} made of the message
   * @param redelivered whether the broker says that it was delivered before
   * @return how many processes have died with it, as far as is known
   */
  public int begin(String key, boolean redelivered) {
    if (!usable) {
      return 0;
    }
    int deaths = deaths(key, redelivered);
    if (mine.merge(key, 1, Integer::sum) == 1) {
      write(key, deaths + 1);
    }
    return deaths;
  }

  /** Records the end of a job: its outcome is reported, or it goes back to the queue. */
  public void end(String key) {
    if (usable && mine.computeIfPresent(key, (same, times) -> times == 1 ? null : times - 1) == null) {
      delete(key);
    }
  }

  /** A clean stop gives back all jobs in progress, so none of them counts as a death. */
  public void close() {
    mine.keySet().forEach(this::delete);
    mine.clear();
  }

  /** The key of a message. */
  public static String key(byte @Nullable [] body) {
    return Sha256.hex(body == null ? new byte[0] : body);
  }

  private int beginnings(String key) {
    try {
      return Integer.parseInt(Files.readString(folder.resolve(key), StandardCharsets.UTF_8).strip());
    } catch (IOException | NumberFormatException e) {
      return 0; // no file, or one that a crash left half written
    }
  }

  private void write(String key, int beginnings) {
    try {
      byte[] count = Integer.toString(beginnings).getBytes(StandardCharsets.UTF_8);
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
