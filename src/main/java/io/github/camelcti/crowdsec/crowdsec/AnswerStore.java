package io.github.camelcti.crowdsec.crowdsec;

import io.github.camelcti.crowdsec.enrich.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.UnreadableAnswerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Answers of CrowdSec on disk, so that a job which a killed process had in hand costs no second call: one file per
 * address, named by its SHA-256, with the answer as it came; an empty one stands for "not known". Thread-safe.
 */
public final class AnswerStore {

  private static final int MOST_FILES = 1000;
  private static final long MOST_BYTES = 32L * 1024 * 1024;
  private static final int KEPT_BETWEEN_TIDYING = 100;

  private final Path folder;
  private final Duration timeToLive;
  private final Clock clock;
  private boolean usable;
  private int kept;

  private record Stored(Path file, Instant time, long bytes) {}

  /**
   * @param folder where the files are; made if it is missing
   * @param timeToLive how long an answer serves, zero for no files at all
   * @param clock for the age of answers
   */
  public AnswerStore(Path folder, Duration timeToLive, Clock clock) {
    this.folder = folder;
    this.timeToLive = timeToLive;
    this.clock = clock;
  }

  /**
   * Makes the folder and drops what is too old.
   *
   * @throws IOException if nothing can be written there; answers are then kept in memory only
   */
  public synchronized void open() throws IOException {
    if (timeToLive.isZero()) {
      return;
    }
    Files.createDirectories(folder);
    Path probe = folder.resolve("writable");
    Files.writeString(probe, "");
    Files.delete(probe);
    usable = true;
    tidy();
  }

  /** The answer about an address; empty if there is none, or it is too old, or its file is damaged. */
  public Optional<CtiAnswer> find(String address) {
    Path file = file(address);
    try {
      if (!usable() || !Files.exists(file) || isOld(Files.getLastModifiedTime(file).toInstant())) {
        return Optional.empty();
      }
      byte[] body = Files.readAllBytes(file);
      return Optional.of(body.length == 0 ? CtiAnswer.notKnown() : CtiAnswer.parse(body));
    } catch (IOException | UnreadableAnswerException e) {
      return Optional.empty(); // half written by a process that was killed, or removed meanwhile: CrowdSec is asked
    }
  }

  /**
   * Keeps an answer. That it can't be kept is no failure: it is in memory as well.
   *
   * @param body the answer as it came; empty for "not known"
   */
  public synchronized void keep(String address, byte[] body) {
    if (!usable) {
      return;
    }
    Path part = folder.resolve(UUID.randomUUID() + ".part");
    try {
      Files.write(part, body);
      Files.move(part, file(address), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      if (++kept % KEPT_BETWEEN_TIDYING == 0) {
        tidy();
      }
    } catch (IOException e) {
      try {
        Files.deleteIfExists(part);
      } catch (IOException ignored) {
        // The disk is full or gone; the next process tidies up.
      }
    }
  }

  /** The oldest go first; what is too old goes anyway, and so does what a killed process left half written. */
  private void tidy() throws IOException {
    List<Stored> newestFirst;
    try (Stream<Path> files = Files.list(folder)) {
      newestFirst = files.filter(Files::isRegularFile).map(AnswerStore::stored)
          .sorted(Comparator.comparing(Stored::time).reversed()).toList();
    }
    long bytes = 0;
    int number = 0;
    for (Stored stored : newestFirst) {
      bytes += stored.bytes();
      number++;
      if (isOld(stored.time()) || bytes > MOST_BYTES || number > MOST_FILES
          || stored.file().toString().endsWith(".part")) {
        Files.deleteIfExists(stored.file());
      }
    }
  }

  private static Stored stored(Path file) {
    try {
      return new Stored(file, Files.getLastModifiedTime(file).toInstant(), Files.size(file));
    } catch (IOException e) {
      return new Stored(file, Instant.EPOCH, 0); // removed meanwhile
    }
  }

  private boolean isOld(Instant time) {
    return time.plus(timeToLive).isBefore(clock.instant());
  }

  private synchronized boolean usable() {
    return usable;
  }

  private Path file(String address) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(address.getBytes(StandardCharsets.UTF_8));
      return folder.resolve(HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
