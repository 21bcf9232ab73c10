package io.github.camelcti.crowdsec.route.intake;

import io.github.camelcti.crowdsec.base.Sha256;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a job from a worker's call and saves it on disk: once the worker has its 202, nothing else knows of the job
 * (docs/decisions/0007). When too many wait, or the disk is full, the call is rejected, and the worker keeps the job.
 */
public final class JobSpool implements Processor {

  private static final Logger LOG = LoggerFactory.getLogger(JobSpool.class);
  private static final String ENDING = ".json";
  private static final int DIGEST = 32;
  private static final int ACCEPTED = 202;
  private static final int TRY_LATER = 503;

  private final Clock clock = Clock.systemUTC();
  private final long started = clock.millis();
  private final Set<String> begun = ConcurrentHashMap.newKeySet();
  private final Path folder;
  private final int capacity;

  /** @param folder where the jobs are saved; created when the first one comes */
  public JobSpool(Path folder, int capacity) {
    this.folder = folder;
    this.capacity = capacity;
  }

  @Override
  public void process(Exchange exchange) throws Exception {
    byte[] job = exchange.getMessage().getBody(byte[].class);
    exchange.getMessage().removeHeaders("*");
    exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
    boolean kept;
    try {
      kept = keep(job == null ? new byte[0] : job);
    } catch (IOException e) {
      LOG.error("Can't save a job in {} (CONNECTOR_STATE_DIRECTORY), so the worker keeps it: {}", folder, e.toString());
      throw e;
    }
    exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, kept ? ACCEPTED : TRY_LATER);
    exchange.getMessage().setBody(kept ? "{\"message\": \"Message successfully received\"}"
        : "{\"error\": \"" + capacity + " jobs are already waiting\"}");
  }

  private synchronized boolean keep(byte[] job) throws IOException {
    Files.createDirectories(folder);
    String digest = Sha256.hex(job).substring(0, DIGEST);
    long waiting;
    boolean there;
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = files.map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ENDING)).toList();
      waiting = names.size();
      begun.retainAll(names);
      // A worker that did not get our answer in time sends the job again.
      there = names.stream().anyMatch(name -> name.endsWith(digest + ENDING));
    }
    if (there) {
      return true;
    }
    if (waiting >= capacity) {
      return false;
    }
    Path target = folder.resolve("%016d-%s%s".formatted(clock.millis(), digest, ENDING));
    Path unfinished = folder.resolve(target.getFileName() + ".tmp");
    try {
      try (FileOutputStream file = new FileOutputStream(unfinished.toFile())) {
        file.write(job);
        file.getFD().sync();
      }
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished); // a partial file when the disk is full
    }
    return true;
  }

  /** Whether the job of a file was started before, as far as that is known. */
  public boolean perhapsBegunBefore(@Header(Exchange.FILE_NAME_ONLY) String file) {
    // The name starts with the time at which the job came, unless somebody else put the file there.
    return !begun.add(file) || !file.matches("\\d{1,18}-.*") || Long.parseLong(file.substring(0, file.indexOf('-'))) < started;
  }

  /** How many jobs wait on disk. */
  public long size() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ENDING)).count();
    } catch (IOException e) {
      return 0; // the folder is created with the first job
    }
  }
}
