package io.github.camelcti.crowdsec.crowdsec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelcti.crowdsec.crowdsec.CallGate.Ticket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Histories of a gate. The words: in, no: a call is let in or not, with :p one about the address p, else about one of its
 * own; ok, quota, key, burst, lost, unsent: what came of the last call, or with @0 of the first one; away: its job gave up
 * after all its tries; ends: it could not even enter; +60: a minute passes; set-7200: somebody sets the clock back; reset,
 * restart, other-key, fail: what people do. With "-is-its-outcome" the job does not wait.
 */
class CallGateTest {

  private static final Backoff QUOTA = new Backoff(Duration.ofMinutes(1), Duration.ofHours(1));
  private static final Backoff BURST = new Backoff(Duration.ofSeconds(10), Duration.ofSeconds(30));

  private static final Backoff OUTAGE = new Backoff(Duration.ofSeconds(15), Duration.ofMinutes(10));
  private static final Duration DAY = Duration.ofHours(24);

  private final TestClock clock = new TestClock();
  private final List<Ticket> tickets = new ArrayList<>();
  private boolean outageWaits = true;
  private Duration outageMaxWait;
  private int others;
  private CallGate gate = gate(true, 0, "key-1");

  private CallGate gate(boolean waits, int budget, String key) {
    return new CallGate(new GateSettings(waits, QUOTA, BURST, outageWaits, OUTAGE, outageMaxWait, budget, DAY, key), clock,
        clock::nanoTime, () -> 1);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
      "at the start, '', OPEN, 0",
      "calls are let in side by side, in in in ok, OPEN, 0",
      "a used-up quota closes for the first wait, in quota no, QUOTA, 60",
      "and stays closed until then, in quota +59 no, QUOTA, 1",
      "then one call is let in, in quota +60 in no no, QUOTA, 0",
      "a success of that one opens, in quota +60 in ok in in, OPEN, 0",
      "a failure doubles the wait, in quota +60 in quota no +119 no, QUOTA, 1",
      "and again, in quota +60 in quota +120 in quota, QUOTA, 240",
      "up to the cap, in quota +60 in quota +120 in quota +240 in quota +480 in quota +960 in quota +1920 in quota"
          + " +3600 in quota, QUOTA, 3600",
      "after a success it begins anew, in quota +60 in quota +120 in ok in quota, QUOTA, 60",
      "calls on their way do not make the wait longer, in in in quota quota@0 quota@1, QUOTA, 60",
      "nor does their late success open, in in quota ok@0 no, QUOTA, 60",
      "nor does a late refusal close what has opened, in in quota +60 in ok quota@0 in, OPEN, 0",
      "a try that says nothing is repeated soon, in quota +60 in lost no +14 no, QUOTA, 1",
      "and that one less soon, in quota +60 in lost +15 in lost, QUOTA, 30",
      "a try that was not sent neither, in quota +60 in unsent no +15 in ok, OPEN, 0",
      "a try that was stopped for the job's sake is left to the next, in quota +60 in unused in ok, OPEN, 0",
      "a key's as well, in key +3600 in lost, KEY, 15",
      "then it is as before, in quota +60 in lost +15 in quota, QUOTA, 120",
      "a defect of ours closes nothing, in lost in, OPEN, 0",
      "a try that nobody reports is given up, in quota +60 in no +600 in ok, OPEN, 0",
      "a refused key waits for the longest, in key no, KEY, 3600",
      "a mended key opens, in key +3600 in ok in, OPEN, 0",
      "a key whose quota is used up, in key +3600 in quota, QUOTA, 60",
      "a burst closes for a moment, in burst no, BURST, 10",
      "up to its own cap, in burst +10 in burst +20 in burst +30 in burst, BURST, 30",
      "CrowdSec may ask for more, in burst:45 no, BURST, 45",
      "or for less, in burst:3 no, BURST, 10",
      "a reset means now, in quota +60 in quota reset in no, QUOTA, 0",
      "a reset of an open gate changes nothing, in reset in, OPEN, 0",
      "a restart keeps the wait, in quota +60 in quota restart +119 no, QUOTA, 1",
      "and the count of tries, in quota +60 in quota restart +120 in quota, QUOTA, 240",
      "and a wait that is over, in quota +60 restart in no, QUOTA, 0",
      "another key has a quota of its own, in quota other-key in in, OPEN, 0",
      "and may be in order, in key other-key in, OPEN, 0",
      "a policy of not waiting leaves it open, fail in quota-is-its-outcome key-is-its-outcome in, OPEN, 0",
      "but a burst is nobody's fault, fail in burst no, BURST, 10",
      "and what ends it is any answer, fail in burst +10 in key-is-its-outcome in, OPEN, 0",
      "also the one that the quota is used up, fail in burst +10 in quota-is-its-outcome in, OPEN, 0",
      "what was waited for before is void then, in quota fail in in, OPEN, 0"
  })
  void goes(String name, String history, GateReason reason, long closedFor) {
    play(history);
    assertThat(gate.reason()).isEqualTo(reason);
    assertThat(gate.closedFor()).isEqualTo(Duration.ofSeconds(closedFor));
    assertThat(gate.holdsJobs()).isEqualTo(reason != GateReason.OPEN);
    assertThat(gate.since() == null).isEqualTo(reason == GateReason.OPEN);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
      "a job that gave up closes for the first wait, in away no, OUTAGE, 15",
      "then one call is let in, in away +15 in no no, OUTAGE, 0",
      "whose failure doubles the wait, in away +15 in lost no +29 no, OUTAGE, 1",
      "up to the cap, in away +15 in lost +30 in lost +60 in lost +120 in lost +240 in lost +480 in lost +600 in lost,"
          + " OUTAGE, 600",
      "and whose success opens, in away +15 in lost +30 in ok in in, OPEN, 0",
      "jobs that give up later make the wait no longer, in in in away away@0 away@1, OUTAGE, 15",
      "an answer to a call of before opens as well, in in away ok@0 in, OPEN, 0",
      "a used-up quota is an answer, in away +15 in quota no, QUOTA, 60",
      "and a refused key, in away +15 in key no, KEY, 3600",
      "a reset means now, in away reset in, OUTAGE, 0",
      "a restart tries at once, in away +15 in lost restart in no, OUTAGE, 0",
      "and goes on as before, in away +15 in lost restart in lost, OUTAGE, 60",
      "a job that failed lets another one try, in:p away +15 no:p in no, OUTAGE, 0",
      "once, in:p away +15 no:p in:p, OUTAGE, 0",
      "and once more when it has failed again, in:p away +15 no:p in:p lost +30 no:p in, OUTAGE, 0",
      "so do two, in:p in:q away away@0 +15 no:p no:q in, OUTAGE, 0",
      "a try that told nothing about the quota lets another one try as well, in quota +60 in:p lost +15 no:p in ok, OPEN, 0",
      "an address that fails alone closes nothing, in:p away +15 in ok in:p away in, OPEN, 0",
      "and for the second time that is its outcome, in:p away +15 in ok in:p away in ok in:p away-is-its-outcome in, OPEN, 0",
      "also in a gate that is closed, in:p away +15 in ok in:p away in ok in quota +60 no:p in:p lost-is-its-outcome, QUOTA, 15",
      "when nobody else passes it may be an outage, in:p away +15 in ok in:p away in:p away no, OUTAGE, 15",
      "an answer ends the suspicion, in:p away +15 in ok in:p ok in:p away no, OUTAGE, 15"
  })
  void closesForAnOutage(String name, String history, GateReason reason, long closedFor) {
    play(history);
    assertThat(gate.reason()).isEqualTo(reason);
    assertThat(gate.closedFor()).isEqualTo(Duration.ofSeconds(closedFor));
    assertThat(gate.holdsJobs()).isEqualTo(reason != GateReason.OPEN);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
      "before, in away +15 in lost no, OUTAGE, 30, true",
      "it wakes those who wait, in away +15 in lost +30 in lost no, OUTAGE, 55, true",
      "over it jobs end in error, in away +15 in lost +30 in lost +55 ends, OUTAGE, 5, false",
      "but one of them tries, in away +15 in lost +30 in lost +60 in ends, OUTAGE, 0, false",
      "whose failure is its outcome, in away +15 in lost +30 in lost +60 in lost-is-its-outcome ends, OUTAGE, 120, false",
      "also for one that failed before, in:p away +100 in:p lost-is-its-outcome, OUTAGE, 30, false",
      "and for one that has its own tries behind it, in in away +100 in away-is-its-outcome@0, OUTAGE, 0, false",
      "the first answer ends it, in away +100 in ok in in, OPEN, 0, false",
      "and the next outage is another one, in away +100 in ok in away no, OUTAGE, 15, true",
      "a quota is waited for without end, in away +100 in quota +60 in quota no, QUOTA, 120, true"
  })
  void endsTheWaitOfAnOutageThatIsTooLong(String name, String history, GateReason reason, long closedFor, boolean holds) {
    outageMaxWait = Duration.ofSeconds(100);
    gate = gate(true, 0, "key-1");
    play(history);
    assertThat(gate.reason()).isEqualTo(reason);
    assertThat(gate.closedFor()).isEqualTo(Duration.ofSeconds(closedFor));
    assertThat(gate.holdsJobs()).isEqualTo(holds);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
      "the job ends, in away-is-its-outcome in, OPEN, 0",
      "nobody gives way, in:p away-is-its-outcome in:p, OPEN, 0",
      "what was waited for before is void, wait in away fail-in-outage in in, OPEN, 0",
      "jobs that wait for the quota still do, in quota +60 in lost no, QUOTA, 15"
  })
  void closesForNoOutageWhereJobsDoNotWaitForOne(String name, String history, GateReason reason, long closedFor) {
    outageWaits = history.startsWith("wait");
    gate = gate(true, 0, "key-1");
    play(history.replaceFirst("^wait ", ""));
    assertThat(gate.reason()).isEqualTo(reason);
    assertThat(gate.closedFor()).isEqualTo(Duration.ofSeconds(closedFor));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
      "a burst, in burst, BURST, 10",
      "a quota, in quota +60 in quota, QUOTA, 120",
      "an outage, in away +15 in lost, OUTAGE, 30",
      "a try that told nothing, in key +3600 in lost, KEY, 15",
      "a budget, in ok in ok no, BUDGET, 86400"
  })
  void aClockThatIsSetChangesNoWait(String name, String history, GateReason reason, long closedFor) {
    for (String set : List.of("set-7200", "set7200", "set-315360000")) {
      // Given
      gate = gate(true, reason == GateReason.BUDGET ? 2 : 0, "key-1");
      play(history);
      // When
      play(set + " no");
      // Then
      assertThat(gate.closedFor()).isEqualTo(Duration.ofSeconds(closedFor));
      assertThat(gate.nextTry()).as("as the clock shows it now").isEqualTo(clock.instant().plusSeconds(closedFor));
      play("+" + closedFor + " in");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
      "two hours back, QUOTA, -7200, 3600",
      "two hours on, QUOTA, 7200, 0",
      "a burst, BURST, -7200, 30",
      "an outage, OUTAGE, -7200, 0",
      "an outage of a clock that was at its beginning, OUTAGE, 1800000000, 0"
  })
  void aClockThatIsSetBetweenTwoProcessesIsBounded(String name, GateReason reason, long seconds, long closedFor) {
    // Given
    outageMaxWait = DAY;
    gate = gate(true, 0, "key-1");
    play(reason == GateReason.OUTAGE ? "in away" : "in " + reason.name().toLowerCase(Locale.ROOT));
    String state = gate.toJson();
    // When
    clock.set(Duration.ofSeconds(seconds));
    gate = gate(true, 0, "key-1");
    gate.restore(state);
    // Then
    assertThat(gate.reason()).isEqualTo(reason);
    assertThat(gate.closedFor()).isEqualTo(Duration.ofSeconds(closedFor));
    assertThat(gate.holdsJobs()).as("the wait of this process has just begun").isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
      "a call that was not sent makes room, in in no unsent in, true",
      "for as many as were not sent, in in no unsent unsent@0 in in no, true",
      "where jobs do not wait as well, in in ends unsent in ends, false",
      "and what is used up ends them all, in in unsent in ends ends, false"
  })
  void aCallThatWasNotSentMakesRoomInAUsedUpBudget(String name, String history, boolean waits) {
    gate = gate(waits, 2, "key-1");
    play(history);
    assertThat(gate.budgetUsed()).isEqualTo(2);
  }

  /** What came true for one history has to hold for all of them: nobody goes round and round, nobody waits for ever. */
  @ParameterizedTest(name = "quota waits: {0}, outage waits: {1}, at most: {2}, budget: {3}")
  @CsvSource({
      "true, true, , 0", "true, true, , 3", "true, true, 90, 0", "true, false, , 0", "true, false, , 3",
      "false, true, , 0", "false, true, , 3", "false, true, 90, 3", "false, false, , 0", "false, false, , 3"
  })
  void whateverComesNoJobTurnsRoundAndNoneWaitsForEver(boolean waits, boolean waitsInOutage, Long atMost, int calls) {
    outageWaits = waitsInOutage;
    outageMaxWait = atMost == null ? null : Duration.ofSeconds(atMost);
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      gate = gate(waits, calls, "key-1");
      List<Ticket> open = new ArrayList<>();
      List<String> history = new ArrayList<>();
      for (int step = 0; step < 60; step++) {
        String address = "address-" + random.nextInt(4);
        if (open.isEmpty() || random.nextBoolean()) {
          try {
            open.add(gate.enter(address));
            history.add("in:" + address);
          } catch (GateClosedException e) {
            history.add("no:" + address);
            assertThat(gate.holdsJobs()).as("a job is sent back, so jobs have to wait: seed " + seed + " " + history).isTrue();
          } catch (CrowdSecException e) {
            history.add("ends");
          }
        } else {
          history.add(happens(random.nextInt(10), open.remove(random.nextInt(open.size()))));
        }
        if (random.nextInt(3) == 0) {
          clock.advance(Duration.ofSeconds(random.nextInt(90)));
          history.add("later");
        }
      }
      // Those that are still under way end, and then there is one who is let in, or who at least ends
      open.forEach(ticket -> gate.untold(ticket, true, "it ends"));
      clock.advance(DAY);
      gate.refresh();
      assertThat(gate.closedFor()).as("seed " + seed + " " + history).isZero();
      assertThat(IntStream.range(0, 2).filter(i -> enters("address-9")).count()).as("seed " + seed + " " + history).isPositive();
    }
  }

  private String happens(int what, Ticket ticket) {
    return switch (what) {
      case 0, 1 -> "ok" + run(() -> gate.answered(ticket));
      case 2 -> "quota " + gate.refused(ticket, GateReason.QUOTA, null);
      case 3 -> "key " + gate.refused(ticket, GateReason.KEY, null);
      case 4 -> "burst " + gate.refused(ticket, GateReason.BURST, Duration.ofSeconds(45));
      case 5 -> "unsent " + gate.untold(ticket, false, "no connection");
      case 9 -> "unused" + run(() -> gate.unused(ticket));
      case 6, 7 -> "lost " + gate.untold(ticket, true, "no answer") + (ticket.probe() ? "" : " " + gate.gaveUp(ticket, "no answer"));
      default -> "reset" + run(gate::tryNow);
    };
  }

  private static String run(Runnable action) {
    action.run();
    return "";
  }

  private boolean enters(String address) {
    try {
      gate.enter(address);
      return true;
    } catch (GateClosedException e) {
      return false;
    } catch (CrowdSecException e) {
      return true; // it has its outcome
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', value = {
      "a refused key | in key | CrowdSec rejects the key in CROWDSEC_KEY; check that it is a CTI API key and still valid",
      "an outage | in away | CrowdSec gives no usable answer: no connection",
      "a key, and then nothing | in key +3600 in lost | CrowdSec rejects the key in CROWDSEC_KEY;"
          + " check that it is a CTI API key and still valid (CrowdSec's last answer); no answer since then: no answer in time",
      "and then the same again | in key +3600 in lost +15 in key | CrowdSec rejects the key in CROWDSEC_KEY;"
          + " check that it is a CTI API key and still valid"
  })
  void saysWhatIsTrue(String name, String history, String words) {
    play(history);
    assertThat(gate.words()).isEqualTo(words);
    String state = gate.toJson();
    gate = gate(true, 0, "key-1");
    gate.restore(state);
    assertThat(gate.words()).as("after a restart").isEqualTo(words);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
      "two calls in a day, in ok +3600 in ok no, BUDGET, 82800",
      "the day is over, in ok +3600 in ok no +82800 in, OPEN, 0",
      "a day after a day without calls, in ok +90000 in ok in ok no, BUDGET, 86400",
      "a call that was not sent costs nothing, in unsent in lost in, OPEN, 0",
      "nor does one that was stopped, in unused in ok in, OPEN, 0",
      "and it opens what was closed for it, in ok in no unused@1 in, OPEN, 0",
      "a failed call does, in lost in lost no, BUDGET, 86400",
      "a reset clears the count, in ok in ok no reset in in no, BUDGET, 86400",
      "a restart keeps the count, in ok restart in no, BUDGET, 86400",
      "and a closed gate, in ok in ok no +3600 restart no, BUDGET, 82800",
      "and forgets a day that is over, in ok in ok no +90000 restart in in, OPEN, 0",
      "the server's quota comes first, in quota +60 in quota, QUOTA, 120",
      "then our own, in quota +60 in quota +120 no, BUDGET, 86220"
  })
  void keepsABudgetOfTwo(String name, String history, GateReason reason, long closedFor) {
    gate = gate(true, 2, "key-1");
    play(history);
    assertThat(gate.reason()).isEqualTo(reason);
    assertThat(gate.closedFor()).isEqualTo(Duration.ofSeconds(closedFor));
  }

  @Test
  void aBudgetEndsJobsInErrorWhereTheyDoNotWait() {
    gate = gate(false, 1, "key-1");
    gate.answered(gate.enter("192.0.2.1"));
    assertThatThrownBy(() -> gate.enter("192.0.2.2")).isInstanceOf(QuotaUsedUpException.class)
        .hasMessageContaining("CROWDSEC_QUOTA_BUDGET").hasMessageContaining("until 2026-11-26T12:00:00Z");
    assertThat(gate.holdsJobs()).isFalse();
  }

  @Test
  void saysWhyInItsStateAndNeverTheKey() {
    assertThat(gate.toJson()).as("nothing to say").isNull();
    play("in quota");
    assertThat(gate.toJson()).isEqualTo("{\"reason\":\"QUOTA\",\"since\":\"2026-11-25T12:00:00Z\","
        + "\"next_try\":\"2026-11-25T12:01:00Z\",\"attempts\":1,\"key\":\"key-1\"}");
    gate = gate(true, 5, "key-1");
    play("in in");
    assertThat(gate.toJson())
        .isEqualTo("{\"budget_since\":\"2026-11-25T12:00:00Z\",\"budget_used\":2,\"key\":\"key-1\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "{}", "nonsense", "[]", "7", "{\"reason\":\"QUOTA\",\"key\":\"key-1\"}",
      "{\"reason\":\"LUNCH\",\"since\":\"2026-11-25T12:00:00Z\",\"next_try\":\"2026-11-25T13:00:00Z\",\"key\":\"key-1\"}",
      "{\"reason\":\"QUOTA\",\"since\":\"noon\",\"next_try\":\"one\",\"key\":\"key-1\"}"})
  void isOpenWithAStateThatSaysNothing(String state) {
    gate.restore(state);
    assertThat(gate.reason()).isEqualTo(GateReason.OPEN);
  }

  @Test
  void aStateFromTheFarFutureDoesNotOutlastTheLongestWait() {
    gate.restore("{\"reason\":\"QUOTA\",\"since\":\"2030-01-01T00:00:00Z\",\"next_try\":\"2031-01-01T00:00:00Z\","
        + "\"attempts\":3,\"key\":\"key-1\"}");
    assertThat(gate.closedFor()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void tellsItsListenersOfEachChangeAndOfNothingElse() {
    AtomicInteger changes = new AtomicInteger();
    gate.onChange(changes::incrementAndGet);
    play("in in ok");
    assertThat(changes).hasValue(0);
    play("in quota no no");
    assertThat(changes).hasValue(1);
    play("+60 in quota");
    assertThat(changes).hasValue(2);
    play("+120 in ok");
    assertThat(changes).hasValue(3);
  }

  @Test
  void leavesAPartOfEachWaitToChance() {
    assertThat(QUOTA.pause(1, 0)).isEqualTo(Duration.ofSeconds(45));
    assertThat(QUOTA.pause(3, 0.5)).isEqualTo(Duration.ofSeconds(210));
    assertThat(QUOTA.pause(1000, 1)).isEqualTo(Duration.ofHours(1));
  }

  private void play(String history) {
    for (String word : history.isBlank() ? new String[0] : history.strip().split(" +")) {
      play(word.replaceFirst("[@:].*", ""), word);
    }
  }

  private void play(String event, String word) {
    if (event.startsWith("set")) {
      clock.set(Duration.ofSeconds(Long.parseLong(event.substring(3))));
      return;
    }
    if (event.startsWith("+")) {
      clock.advance(Duration.ofSeconds(Long.parseLong(event.substring(1))));
      return;
    }
    switch (event) {
      case "in" -> tickets.add(gate.enter(address(word)));
      case "no" -> assertThatThrownBy(() -> gate.enter(address(word))).isInstanceOf(GateClosedException.class);
      case "ends" -> assertThatThrownBy(() -> gate.enter(address(word))).isInstanceOf(CrowdSecException.class)
          .isNotInstanceOf(GateClosedException.class);
      case "ok" -> gate.answered(ticket(word));
      case "quota" -> assertThat(gate.refused(ticket(word), GateReason.QUOTA, null)).isTrue();
      case "quota-is-its-outcome" -> assertThat(gate.refused(ticket(word), GateReason.QUOTA, null)).isFalse();
      case "key" -> assertThat(gate.refused(ticket(word), GateReason.KEY, null)).isTrue();
      case "key-is-its-outcome" -> assertThat(gate.refused(ticket(word), GateReason.KEY, null)).isFalse();
      case "burst" -> assertThat(gate.refused(ticket(word), GateReason.BURST, asked(word))).isTrue();
      case "lost" -> assertThat(gate.untold(ticket(word), true, "no answer in time")).isTrue();
      case "lost-is-its-outcome" -> assertThat(gate.untold(ticket(word), true, "no answer in time")).isFalse();
      case "unused" -> gate.unused(ticket(word));
      case "unsent" -> gate.untold(ticket(word), false, "no connection");
      case "away" -> assertThat(gate.gaveUp(ticket(word), "no connection")).isTrue();
      case "away-is-its-outcome" -> assertThat(gate.gaveUp(ticket(word), "no connection")).isFalse();
      case "reset" -> gate.tryNow();
      case "restart" -> restart(true, "key-1");
      case "other-key" -> restart(true, "key-2");
      case "fail" -> restart(false, "key-1");
      case "fail-in-outage" -> {
        outageWaits = false;
        restart(true, "key-1");
      }
      default -> throw new IllegalArgumentException(word);
    }
  }

  private void restart(boolean waits, String key) {
    String state = gate.toJson();
    int budget = state != null && state.contains("budget") ? 2 : 0;
    gate = gate(waits, budget, key);
    gate.restore(state);
  }

  private Ticket ticket(String word) {
    int at = word.indexOf('@');
    return tickets.get(at < 0 ? tickets.size() - 1 : Integer.parseInt(word.substring(at + 1)));
  }

  private String address(String word) {
    int at = word.indexOf(':');
    return at < 0 ? "192.0.2." + others++ : word.substring(at + 1);
  }

  private static Duration asked(String word) {
    int at = word.indexOf(':');
    return at < 0 ? null : Duration.ofSeconds(Long.parseLong(word.substring(at + 1)));
  }
}
