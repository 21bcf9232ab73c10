package io.github.camelcti.crowdsec.route.intake;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.spi.IdempotentRepository;

/**
 * Which jobs on disk are in progress, by the path of their file. One for all consumers: Camel makes one for each, and the
 * consumer of an edited route would take again what the one before still works on. A file that is gone is not taken
 * either: its job may have ended after the folder was listed.
 */
public final class SpooledFiles implements IdempotentRepository {

  private final Set<String> inHand = ConcurrentHashMap.newKeySet();

  @Override
  public boolean add(String file) {
    if (!inHand.add(file)) {
      return false;
    }
    // After the entry was made: whoever ends a job deletes its file first, and the entry then.
    if (!Files.exists(Path.of(file))) {
      inHand.remove(file);
      return false;
    }
    return true;
  }

  @Override
  public boolean contains(String file) {
    return inHand.contains(file);
  }

  @Override
  public boolean remove(String file) {
    return inHand.remove(file);
  }

  @Override
  public boolean confirm(String file) {
    return true;
  }

  @Override
  public void clear() {
    inHand.clear();
  }

  @Override
  public void start() {
    // nothing to start
  }

  @Override
  public void stop() {
    // jobs of the consumer that stops may still be in progress
  }
}
