package io.github.camelcti.crowdsec.lookup;

import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import io.github.camelcti.crowdsec.base.Sha256;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.answer.UnreadableAnswerException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Look-ups of a person, as files that only this user can read: so that a second look is free, and to search in. One file
 * holds one answer as it came (none for an address that CrowdSec does not know); its name says the address, when CrowdSec
 * answered, and a digest of server and key, since another key may get other answers. Unlike the connector's
 * {@link io.github.camelcti.crowdsec.crowdsec.AnswerStore} it can tell what is in it, and keeps what is no longer reused.
 * Thread-safe.
 */
public final class LookUpHistory {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssX").withZone(ZoneOffset.UTC);
  private static final Pattern NAME = Pattern.compile("([0-9a-f.-]{2,45})_(\\d{8}T\\d{6}Z)_([0-9a-f]{12})");
  private static final int MOST_FILES = 20_000;
  private static final String PART = "part";
  /** After this, a part was left by a process that was killed. */
  private static final Duration LONGEST_WRITE = Duration.ofHours(1);
  /** Windows knows no such permissions; there, a user's cache is the user's own anyway. */
  private static final FileAttribute<?>[] ONLY_FOR_THE_USER =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
          ? new FileAttribute<?>[] {asFileAttribute(fromString("rwx------"))} : new FileAttribute<?>[0];

  private final @Nullable Path folder;
  private final String asked;
  private final Duration reuse;
  private final Duration keep;
  private final Clock clock;
  // All below: guarded by this. Oldest first.
  private @Nullable Map<String, List<Kept>> files;
  private @Nullable String trouble;
  private boolean tidy;

  private record Kept(Path file, IpAddress address, Instant time, String asked) {}

  /**
   * A look-up that was kept.
   *
   * @param time when CrowdSec answered
   * @param answer what it said
   */
  public record LookedUp(IpAddress address, Instant time, CtiAnswer answer) {}

  /**
   * @param config says how long answers are kept and reused, and where; may lack the key, then nothing is reused
   * @param environment names the user's folders
   * @param directory what a relative path starts at
   * @param clock for the age of answers
   */
  public LookUpHistory(Config config, Map<String, String> environment, Path directory, Clock clock) {
    this.folder = folder(config, environment, directory);
    this.asked = Sha256.hex(config.get(Settings.CROWDSEC_API_URL) + "\n"
        + config.find(Settings.CROWDSEC_KEY).map(key -> key.reveal()).orElse("")).substring(0, 12);
    this.keep = config.get(Settings.CROWDSEC_LOOK_UP_HISTORY);
    this.reuse = config.get(Settings.CROWDSEC_LOOK_UP_CACHE_TTL);
    this.clock = clock;
  }

  /** Where the connector keeps its state if somebody said where, because only that may be writable; else the user's cache. */
  private static @Nullable Path folder(Config config, Map<String, String> environment, Path directory) {
    if (config.isSet(Settings.CONNECTOR_STATE_DIRECTORY)) {
      return directory.resolve(config.get(Settings.CONNECTOR_STATE_DIRECTORY)).resolve("look-ups");
    }
    return Stream.of(environment.get("XDG_CACHE_HOME"), environment.get("LOCALAPPDATA"),
            Optional.ofNullable(environment.get("HOME")).map(home -> home + "/.cache").orElse(null))
        .filter(Objects::nonNull).findFirst()
        .map(cache -> directory.resolve(cache).resolve("crowdsec-connector").resolve("look-ups")).orElse(null);
  }

  /** CrowdSec's last answer to this key, if it is young enough to be used again. */
  public synchronized Optional<LookedUp> recent(IpAddress address) {
    Instant now = clock.instant();
    return keep.isZero() ? Optional.empty() : kept(address.canonical()).stream()
        .filter(it -> it.asked().equals(asked) && !it.time().isAfter(now) && it.time().plus(reuse).isAfter(now))
        .max(Comparator.comparing(Kept::time)).flatMap(LookUpHistory::read);
  }

  /** All look-ups of an address, the newest first. */
  public synchronized List<LookedUp> of(IpAddress address) {
    return kept(address.canonical()).stream().sorted(Comparator.comparing(Kept::time).reversed())
        .map(LookUpHistory::read).flatMap(Optional::stream).toList();
  }

  /** The last look-up of each address, if it was not before {@code since}; the newest first. */
  public synchronized List<LookedUp> latest(Instant since) {
    return files().values().stream().map(times -> times.get(times.size() - 1)).filter(it -> !it.time().isBefore(since))
        .sorted(Comparator.comparing(Kept::time).reversed()).map(LookUpHistory::read).flatMap(Optional::stream).toList();
  }

  /**
   * Keeps an answer.
   *
   * @param body of a 200 as it came; empty for "not known"
   */
  public synchronized void keep(IpAddress address, byte[] body) {
    if (trouble != null || keep.isZero() && (folder == null || !Files.isDirectory(folder))) {
      return;
    }
    if (folder == null) {
      trouble = "there is no folder for them; set HOME, or CONNECTOR_STATE_DIRECTORY";
      return;
    }
    Instant now = clock.instant();
    Path file = folder.resolve(address.canonical().replace(':', '-') + "_" + TIME.format(now) + "_" + asked);
    try {
      if (!tidy) {
        tidy(folder, now);
        tidy = true;
      }
      if (keep.isZero()) {
        return;
      }
      Path part = Files.createTempFile(folder, PART, null); // readable by the user alone
      try {
        Files.write(part, body);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      trouble = folder.toAbsolutePath() + " is not writable; set CONNECTOR_STATE_DIRECTORY to a folder that is (" + e + ")";
    }
  }

  private void tidy(Path folder, Instant now) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder.toAbsolutePath().getParent());
      Files.createDirectory(folder, ONLY_FOR_THE_USER);
    }
    List<Kept> all = all(folder);
    for (int i = 0; i < all.size(); i++) {
      if (!all.get(i).time().plus(keep).isAfter(now) || all.size() - i > MOST_FILES) {
        Files.deleteIfExists(all.get(i).file());
      }
    }
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, PART + "*")) {
      for (Path part : parts) {
        if (Files.getLastModifiedTime(part).toInstant().isBefore(now.minus(LONGEST_WRITE))) {
          Files.deleteIfExists(part);
        }
      }
    } catch (NoSuchFileException e) {
      // another process has just finished with it
    }
  }

  private List<Kept> kept(String address) {
    return files().getOrDefault(address, List.of());
  }

  /** What was there when this process first looked. */
  private Map<String, List<Kept>> files() {
    if (files == null) {
      files = new HashMap<>();
      if (folder != null && Files.isDirectory(folder)) {
        try {
          Instant now = clock.instant();
          files = all(folder).stream().filter(it -> it.time().plus(keep).isAfter(now))
              .collect(Collectors.groupingBy(it -> it.address().canonical()));
        } catch (IOException e) {
          trouble = folder.toAbsolutePath() + " can't be read (" + e + ")";
        }
      }
    }
    return files;
  }

  private static List<Kept> all(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.map(LookUpHistory::byName).flatMap(Optional::stream).sorted(Comparator.comparing(Kept::time)).toList();
    }
  }

  private static Optional<Kept> byName(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    return !name.matches() ? Optional.empty() : IpAddress.parse(name.group(1).replace('-', ':'))
        .map(address -> new Kept(file, address, Instant.from(TIME.parse(name.group(2))), name.group(3)));
  }

  /** A file that can't be read is no look-up. */
  private static Optional<LookedUp> read(Kept kept) {
    try {
      byte[] body = Files.readAllBytes(kept.file());
      CtiAnswer answer = body.length == 0 ? CtiAnswer.notKnown() : CtiAnswer.parse(body, kept.address());
      return Optional.of(new LookedUp(kept.address(), kept.time(), answer));
    } catch (IOException | UnreadableAnswerException e) {
      return Optional.empty();
    }
  }

  /** For a command that found nothing: where it looked, a phrase. */
  public String emptiness() {
    return ", as far as " + (folder == null ? "anybody knows: set HOME or CONNECTOR_STATE_DIRECTORY, which say where answers are"
        : folder.toAbsolutePath() + " knows (CROWDSEC_LOOK_UP_HISTORY)");
  }

  /** Why answers are not kept, with the fix; null if they are. */
  public synchronized @Nullable String trouble() {
    return trouble;
  }
}
