package io.github.camelcti.crowdsec.crowdsec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelcti.crowdsec.crowdsec.CallGate.Ticket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Histories of a gate. The words: in, no: a call is let in or not; ok, quota, key, burst, lost, unsent: what came of
 * the last call, or with @0 of the first one; +60: a minute passes; reset, restart, other-key, fail: what people do.
 */
class CallGateTest {

  private static final Backoff QUOTA = new Backoff(Duration.ofMinutes(1), Duration.ofHours(1));
  private static final Backoff BURST = new Backoff(Duration.ofSeconds(10), Duration.ofSeconds(30));

  private final TestClock clock = new TestClock();
  private final List<Ticket> tickets = new ArrayList<>();
  private CallGate gate = gate(true, 0, "key-1");

  private CallGate gate(boolean waits, int budget, String key) {
    return new CallGate(new GateSettings(waits, QUOTA, BURST, budget, Duration.ofHours(24), key), clock, () -> 1);
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
      "a try that says nothing is repeated after the same wait, in quota +60 in lost no +59 no, QUOTA, 1",
      "a try that was not sent neither, in quota +60 in unsent no +60 in ok, OPEN, 0",
      "a try that nobody reports is given up, in quota +60 in no +600 in ok, OPEN, 0",
      "a server error closes nothing, in lost in, OPEN, 0",
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
      "two calls in a day, in ok +3600 in ok no, BUDGET, 82800",
      "the day is over, in ok +3600 in ok no +82800 in, OPEN, 0",
      "a day after a day without calls, in ok +90000 in ok in ok no, BUDGET, 86400",
      "a call that was not sent costs nothing, in unsent in lost in, OPEN, 0",
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
    gate.answered(gate.enter());
    assertThatThrownBy(gate::enter).isInstanceOf(QuotaUsedUpException.class).hasMessageContaining("CROWDSEC_QUOTA_BUDGET");
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
    if (event.startsWith("+")) {
      clock.advance(Duration.ofSeconds(Long.parseLong(event.substring(1))));
      return;
    }
    switch (event) {
      case "in" -> tickets.add(gate.enter());
      case "no" -> assertThatThrownBy(gate::enter).isInstanceOf(GateClosedException.class);
      case "ok" -> gate.answered(ticket(word));
      case "quota" -> assertThat(gate.refused(ticket(word), GateReason.QUOTA, null)).isTrue();
      case "quota-is-its-outcome" -> assertThat(gate.refused(ticket(word), GateReason.QUOTA, null)).isFalse();
      case "key" -> assertThat(gate.refused(ticket(word), GateReason.KEY, null)).isTrue();
      case "key-is-its-outcome" -> assertThat(gate.refused(ticket(word), GateReason.KEY, null)).isFalse();
      case "burst" -> assertThat(gate.refused(ticket(word), GateReason.BURST, asked(word))).isTrue();
      case "lost" -> gate.untold(ticket(word), true);
      case "unsent" -> gate.untold(ticket(word), false);
      case "reset" -> gate.tryNow();
      case "restart" -> restart(true, "key-1");
      case "other-key" -> restart(true, "key-2");
      case "fail" -> restart(false, "key-1");
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

  private static Duration asked(String word) {
    int at = word.indexOf(':');
    return at < 0 ? null : Duration.ofSeconds(Long.parseLong(word.substring(at + 1)));
  }
}
