package io.github.camelcti.crowdsec.crowdsec;

import io.github.camelcti.crowdsec.base.LogMarkers;
import io.github.camelcti.crowdsec.base.Sha256;
import io.github.camelcti.crowdsec.base.StateFolder;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.answer.UnreadableAnswerException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * CrowdSec's answers as files, so that a job whose process was killed after the answer does not cost a second call. A
 * file is named by the SHA-256 of the question and contains the HTTP status, a line feed and the unchanged body; its
 * modification time is when the answer came, which tells the next process how long it is still valid. This process
 * measures elapsed time instead. An unreadable file is no answer; without a writable folder nothing is kept.
 * Thread-safe.
 */
public final class AnswerStore {

  private static final Logger LOG = LoggerFactory.getLogger(AnswerStore.class);
  private static final byte[] KNOWN = "200\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NOT_KNOWN = "404\n".getBytes(StandardCharsets.US_ASCII);
  private static final String NAME = "[0-9a-f]{64}";

  private final Path folder;
  private final Duration timeToLive;
  private final Clock clock;
  private final LongSupplier nanoTime;
  // All below: guarded by this. By name, oldest first.
  private final Map<String, Kept> files = new LinkedHashMap<>();
  private long bytes;
  private boolean opened;
  private boolean usable;
  private boolean complained;

  /** A file: its size, and until when it is valid. */
  private record Kept(long size, long end) {}

  /**
   * An answer that was kept.
   *
   * @param left how long it is still valid, more than zero
   */
  public record Stored(CtiAnswer answer, int bytes, Duration left) {}

  /**
   * @param folder where the files are, created when the first job comes
   * @param timeToLive how long an answer is valid, zero: nothing is kept
   * @param clock for the times of files
   * @param nanoTime measures how long they are valid, see {@link System#nanoTime}
   */
  public AnswerStore(Path folder, Duration timeToLive, Clock clock, LongSupplier nanoTime) {
    this.folder = folder;
    this.timeToLive = timeToLive;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.opened = timeToLive.isZero();
  }

  /**
   * The answer that is kept.
   *
   * @return null when there is none that is still valid
   */
  public synchronized @Nullable Stored read(String question) {
    String name = Sha256.hex(question);
    Kept kept = ready() ? files.get(name) : null;
    if (kept == null) {
      return null;
    }
    try {
      byte[] content = Files.readAllBytes(folder.resolve(name));
      CtiAnswer answer = answer(content);
      if (answer != null) {
        return new Stored(answer, content.length - KNOWN.length, Duration.ofNanos(Math.max(1, left(kept))));
      }
    } catch (IOException e) {
      LOG.debug("A stored answer can't be read", e);
    }
    drop(name);
    return null;
  }

  /**
   * Keeps an answer. A process that is killed right after it finds it again; to survive a power cut it would have
   * to be flushed to the disk, which costs more than the one call.
   *
   * @param body of a 200 as it came; empty for "not known"
   */
  public synchronized void write(String question, byte[] body) {
    // One answer must not evict all others.
    if (!ready() || body.length > AnswerCache.MOST_BYTES / 2) {
      return;
    }
    String name = Sha256.hex(question);
    try {
      ByteArrayOutputStream content = new ByteArrayOutputStream(body.length + KNOWN.length);
      content.writeBytes(body.length == 0 ? NOT_KNOWN : KNOWN);
      content.writeBytes(body);
      StateFolder.write(folder.resolve(name), content.toByteArray(), clock.instant());
      add(name, content.size(), timeToLive);
      complained = false;
    } catch (IOException e) {
      complain(e);
    }
  }

  /** At the first use: lists what earlier processes left behind. Always: drops what is no longer valid. */
  private boolean ready() {
    if (!opened) {
      opened = true;
      try {
        takeStock(StateFolder.open(folder));
        usable = true;
      } catch (IOException e) {
        complain(e);
      }
    }
    while (usable && !files.isEmpty() && left(files.values().iterator().next()) <= 0) {
      drop(files.keySet().iterator().next());
    }
    return usable;
  }

  private void takeStock(List<Path> found) throws IOException {
    Map<String, Path> byAge = new TreeMap<>();
    for (Path file : found) {
      String name = file.getFileName().toString();
      if (name.matches(NAME) && left(file).isZero()) {
        Files.deleteIfExists(file);
      } else if (name.matches(NAME)) {
        byAge.put("%020d %s".formatted(Files.getLastModifiedTime(file).toMillis(), name), file);
      }
    }
    for (Path file : byAge.values()) {
      add(file.getFileName().toString(), Files.size(file), left(file));
    }
  }

  private void add(String name, long size, Duration left) {
    Kept before = files.remove(name); // so that it is the youngest again
    files.put(name, new Kept(size, nanoTime.getAsLong() + left.toNanos()));
    bytes += size - (before == null ? 0 : before.size());
    while (files.size() > AnswerCache.MOST_ENTRIES || bytes > AnswerCache.MOST_BYTES) {
      drop(files.keySet().iterator().next());
    }
  }

  private void drop(String name) {
    Kept kept = files.remove(name);
    bytes -= kept == null ? 0 : kept.size();
    try {
      Files.deleteIfExists(folder.resolve(name));
    } catch (IOException e) {
      complain(e);
    }
  }

  private long left(Kept kept) {
    return kept.end() - nanoTime.getAsLong();
  }

  /** A file from the future says nothing about its age, so it is not used. */
  private Duration left(Path file) throws IOException {
    Duration age = Duration.between(Files.getLastModifiedTime(file).toInstant(), clock.instant());
    // A file system may keep times more coarsely than the clock.
    return age.compareTo(Duration.ofSeconds(-2)) < 0 || age.compareTo(timeToLive) >= 0
        ? Duration.ZERO : timeToLive.minus(age);
  }

  private static @Nullable CtiAnswer answer(byte[] content) {
    if (Arrays.equals(content, NOT_KNOWN)) {
      return CtiAnswer.notKnown();
    }
    if (content.length < KNOWN.length || !Arrays.equals(content, 0, KNOWN.length, KNOWN, 0, KNOWN.length)) {
      return null;
    }
    try {
      return CtiAnswer.parse(Arrays.copyOfRange(content, KNOWN.length, content.length));
    } catch (UnreadableAnswerException e) {
      return null; // a power cut has left half of it
    }
  }

  private void complain(IOException e) {
    if (!complained) {
      complained = true;
      LOG.warn(LogMarkers.ALWAYS, "{} is not writable, so answers are kept in memory only and a restart queries CrowdSec again."
          + " Make it writable, or set CONNECTOR_STATE_DIRECTORY to a folder that is ({})", folder.toAbsolutePath(),
          e.toString());
    }
  }
}
