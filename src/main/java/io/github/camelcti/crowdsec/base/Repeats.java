package io.github.camelcti.crowdsec.base;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Says something at once, and then only how often the like of it came again. Thread-safe. */
public final class Repeats {

  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final Clock clock;
  private final Consumer<String> log;
  private final Map<String, Said> said = new LinkedHashMap<>(); // guarded by this

  private static final class Said {

    private final String line;
    private Instant since;
    private int again;

    private Said(String line, Instant since) {
      this.line = line;
      this.since = since;
    }
  }

  public Repeats(Clock clock, Consumer<String> log) {
    this.clock = clock;
    this.log = log;
  }

  /** @param kind the same for all lines of which one is enough */
  public synchronized void say(String kind, String line) {
    look();
    Said before = said.get(kind);
    if (before == null) {
      said.put(kind, new Said(line, clock.instant()));
      log.accept(line);
    } else {
      before.again++;
    }
  }

  /** Says what came again within the last minute. To be called now and then. */
  public synchronized void look() {
    Instant now = clock.instant();
    for (Iterator<Said> all = said.values().iterator(); all.hasNext(); ) {
      Said one = all.next();
      Duration past = Duration.between(one.since, now);
      if (past.compareTo(PERIOD) < 0) {
        continue;
      }
      if (one.again == 0) {
        all.remove();
        continue;
      }
      log.accept("... and " + one.again + " more in the last " + past.toSeconds() + " s like: " + one.line);
      one.again = 0;
      one.since = now;
    }
  }
}
