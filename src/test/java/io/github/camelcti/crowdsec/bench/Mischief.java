package io.github.camelcti.crowdsec.bench;

import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;

/** Faults at random, one after the other, each over when it returns; and how many jobs each put at risk. */
final class Mischief {

  private final Random random;
  private final OpenCtiDouble openCti;
  private final List<Replica> replicas;
  private final Lock broker;
  private final String brokerControl = System.getenv("TEST_BROKER_CONTROL");
  private final Instant begin = Instant.now();
  private final Map<String, Integer> counts = new TreeMap<>();
  private int atRisk;
  private int kills;

  /** @param broker is held while the broker is in trouble */
  Mischief(long seed, OpenCtiDouble openCti, List<Replica> replicas, Lock broker) {
    this.random = new Random(seed);
    this.openCti = openCti;
    this.replicas = replicas;
    this.broker = broker;
  }

  /** How often each fault was done. */
  Map<String, Integer> counts() {
    return counts;
  }

  /** Jobs that were in hand when their process was stopped or their connection broke: each may cost one more call. */
  int atRisk() {
    return atRisk;
  }

  int kills() {
    return kills;
  }

  /** Waits a little, and does one. */
  void next() throws Exception {
    Thread.sleep(300 + random.nextInt(3000));
    Optional<Replica> victim = victim();
    switch (random.nextInt(brokerControl == null ? 10 : 13)) {
      case 0, 1, 2 -> {
        if (victim.isPresent()) {
          kill(victim.get());
        }
      }
      case 3 -> {
        if (victim.isPresent()) {
          terminate(victim.get());
        }
      }
      case 4 -> openCtiDown();
      case 5 -> openCtiFails();
      case 6 -> crowdSec("answers 500", Step.status(500, "{\"message\": \"oops\"}"));
      case 7 -> crowdSec("hangs", Step.hang());
      case 8 -> crowdSec("throttles", Step.status(429, CrowdSecDouble.BURST, "Retry-After", "1"));
      case 9 -> crowdSec("breaks off", Step.reset());
      case 10, 11 -> connectionsBreak();
      default -> brokerRestarts();
    }
  }

  private void kill(Replica replica) throws Exception {
    int inHand = replica.kill();
    kills++;
    atRisk += inHand;
    note("SIGKILL", replica.name + ", " + inHand + " jobs in hand");
    pause(1000);
    replica.start();
  }

  private void terminate(Replica replica) throws Exception {
    int inHand = replica.terminate();
    atRisk += inHand;
    note("SIGTERM", replica.name + ", " + inHand + " jobs in hand");
    pause(1000);
    replica.start();
  }

  private void openCtiDown() throws InterruptedException {
    note("OpenCTI down", "");
    openCti.down();
    pause(3000);
    openCti.up();
  }

  private void openCtiFails() {
    int times = 1 + random.nextInt(10);
    note("OpenCTI answers 502", times + " times");
    openCti.failNext(times, 502, "<html>Bad gateway</html>");
  }

  private void crowdSec(String what, Step step) throws InterruptedException {
    note("CrowdSec " + what, "");
    replicas.forEach(replica -> replica.crowdSec.always(step));
    pause(2000);
    replicas.forEach(replica -> replica.crowdSec.always(null));
  }

  private void connectionsBreak() throws Exception {
    brokerTrouble("connections to RabbitMQ break", () -> control("drop"));
  }

  private void brokerRestarts() throws Exception {
    brokerTrouble("RabbitMQ restarts", () -> {
      control("pause");
      pause(2000);
      control("resume");
    });
  }

  private interface Trouble {
    void happen() throws Exception;
  }

  private void brokerTrouble(String what, Trouble trouble) throws Exception {
    broker.lock();
    try {
      // What is begun while the command runs is at risk, too: as many again at most.
      int inHand = 0;
      for (Replica replica : replicas) {
        inHand += 2 * replica.inHand();
      }
      atRisk += inHand;
      note(what, inHand / 2 + " jobs in hand");
      trouble.happen();
      Thread.sleep(500); // until those who feed jobs know that their connection is gone
    } finally {
      broker.unlock();
    }
  }

  private void control(String command) throws IOException, InterruptedException {
    if (new ProcessBuilder(brokerControl, command).inheritIO().start().waitFor() != 0) {
      throw new IllegalStateException(brokerControl + " " + command + " failed");
    }
  }

  /** Mostly one that has work to lose; now and then one that may be just starting. */
  private Optional<Replica> victim() throws IOException {
    List<Replica> choice = new ArrayList<>();
    for (Replica replica : replicas) {
      if (replica.inHand() > 0) {
        choice.add(replica);
      }
    }
    if (choice.isEmpty() && random.nextInt(4) == 0) {
      choice.addAll(replicas);
    }
    return choice.isEmpty() ? Optional.empty() : Optional.of(choice.get(random.nextInt(choice.size())));
  }

  private void pause(int most) throws InterruptedException {
    Thread.sleep(most / 5 + random.nextInt(most));
  }

  private void note(String what, String more) {
    counts.merge(what, 1, Integer::sum);
    System.out.printf("%6.1f s  %s%s%n", Duration.between(begin, Instant.now()).toMillis() / 1000.0, what,
        more.isEmpty() ? "" : ": " + more);
  }
}
