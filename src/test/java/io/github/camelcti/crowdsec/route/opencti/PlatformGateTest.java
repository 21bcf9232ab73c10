package io.github.camelcti.crowdsec.route.opencti;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelcti.crowdsec.crowdsec.Backoff;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlException;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformUnavailableException;
import io.github.camelcti.crowdsec.opencti.graphql.WorkersUnreachableException;
import io.github.camelcti.crowdsec.route.job.JobState;
import io.github.camelcti.crowdsec.support.LogLines;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlatformGateTest {

  private static final PlatformUnavailableException RAIN = new PlatformUnavailableException("it rains");

  private final AtomicLong nanos = new AtomicLong(1);
  private final AtomicInteger changes = new AtomicInteger();
  private final DefaultCamelContext context = new DefaultCamelContext();
  private final PlatformGate gate = new PlatformGate(context, "direct:nobody",
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5)), Clock.systemUTC(), nanos::get, () -> 1);

  @BeforeEach
  void setUp() {
    gate.onChange(changes::incrementAndGet);
  }

  private Exchange job(String key) {
    Exchange exchange = new DefaultExchange(context);
    exchange.setVariable(JobState.KEY, key);
    return exchange;
  }

  private void passes(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void anOutageIsOneLineWhenItBeginsAndOneWhenItIsOver() {
    try (LogLines log = LogLines.collectAll()) {
      // Given an outage in which several jobs come back, and pings fail
      for (int i = 0; i < 5; i++) {
        Exchange job = job("job-" + i);
        gate.failed(job);
        passes(Duration.ofSeconds(3));
        assertThat(gate.returned(job, RAIN)).isTrue();
        Exchange ping = job("");
        ping.setProperty(Exchange.EXCEPTION_CAUGHT, new IllegalStateException("it pours"));
        gate.process(ping);
        assertThat(gate.holdsJobs()).isTrue();
      }
      // When a job passes
      Exchange job = job("job-1");
      gate.answered(job);
      gate.told(job, true);
      // Then
      assertThat(gate.holdsJobs()).isFalse();
      assertThat(log.lines("OpenCTI is down: it rains")).hasSize(1);
      assertThat(log.lines("OpenCTI is back after 12 s")).hasSize(1);
      assertThat(changes).hasPositiveValue();
    }
  }

  @Test
  void triesComeEverLessOften() {
    for (int seconds : new int[] {1, 2, 4, 5, 5}) {
      // When
      Exchange job = job("job-" + seconds);
      gate.failed(job);
      gate.returned(job, RAIN);
      // Then
      assertThat(gate.closedFor()).isEqualTo(Duration.ofSeconds(seconds));
      passes(Duration.ofSeconds(seconds));
      assertThat(gate.closedFor()).isEqualTo(Duration.ZERO);
    }
  }

  @Test
  void aPingThatFailsMakesThePauseNoLonger() {
    // Given
    Exchange ping = job("");
    ping.setProperty(Exchange.EXCEPTION_CAUGHT, new IllegalStateException("it rains"));
    gate.process(ping);
    passes(Duration.ofMillis(600));
    // When
    gate.process(ping);
    // Then
    assertThat(gate.closedFor()).isEqualTo(Duration.ofMillis(400));
  }

  @Test
  void aJobThatFailsWhileOthersPassIsNoOutage() {
    for (int i = 1; i <= PlatformGate.MOST_RETURNS; i++) {
      // Given
      Exchange bad = job("bad");
      assertThat(gate.failsAlone(bad)).isFalse();
      gate.failed(bad);
      passes(Duration.ofSeconds(1));
      Exchange good = job("good");
      gate.answered(good);
      gate.told(good, true);
      passes(Duration.ofSeconds(1));
      // When
      assertThat(gate.returned(bad, RAIN)).isFalse();
      // Then
      assertThat(gate.holdsJobs()).isFalse();
    }
    assertThat(gate.failsAlone(job("bad"))).isTrue();
    assertThat(gate.failsAlone(job("good"))).isFalse();
  }

  @Test
  void aJobThatPassedBeforeTheTroubleBeganSaysNothingAboutIt() {
    // Given
    Exchange good = job("good");
    gate.answered(good);
    gate.told(good, true);
    passes(Duration.ofSeconds(1));
    Exchange bad = job("bad");
    gate.failed(bad);
    // Then
    assertThat(gate.returned(bad, RAIN)).isTrue();
  }

  @Test
  void aCallThatBeganBeforeTheTroubleSaysNothingAboutIt() {
    // Given one whose last call is on its way, when another one fails
    Exchange good = job("good");
    gate.calls(good);
    passes(Duration.ofMillis(1));
    Exchange bad = job("bad");
    gate.calls(bad);
    gate.failed(bad);
    passes(Duration.ofMillis(1));
    gate.answered(good);
    gate.told(good, true);
    passes(Duration.ofSeconds(1));
    // When
    assertThat(gate.returned(bad, RAIN)).isTrue();
    // Then neither that one nor a ping of before says that it is over
    gate.told(good, true);
    gate.pingSucceeded(good);
    assertThat(gate.holdsJobs()).isTrue();
    Exchange later = job("later");
    gate.calls(later);
    gate.pingSucceeded(later);
    assertThat(gate.holdsJobs()).isFalse();
  }

  @Test
  void whatEndsWithoutAWordToOpenCtiDoesNotOpenIt() {
    // Given
    Exchange bad = job("bad");
    gate.failed(bad);
    gate.returned(bad, RAIN);
    // When
    gate.told(job("a message that is no job"), false);
    gate.told(bad, true);
    // Then
    assertThat(gate.holdsJobs()).isTrue();
    gate.pingSucceeded(job("a ping"));
    assertThat(gate.holdsJobs()).isFalse();
  }

  @Test
  void countsTheTimeThatHasPassedWhateverTheClockShows() {
    // Given
    PlatformGate shown = new PlatformGate(context, "direct:nobody",
        new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5)), Clock.fixed(Instant.parse("2026-11-25T12:00:00Z"), ZoneOffset.UTC), nanos::get, () -> 1);
    assertThat(shown.silence()).isNull();
    assertThat(shown.lastAnswer()).isNull();
    shown.answered(job("job"));
    // When a minute passes, and the clock stands still as if it had been set back by it
    passes(Duration.ofMinutes(1));
    // Then
    assertThat(shown.silence()).isEqualTo(Duration.ofMinutes(1));
    assertThat(shown.lastAnswer()).as("by the clock of now").isEqualTo("2026-11-25T11:59:00Z");
  }

  @Test
  void aPingThatGoesWellAfterAJobFailedSaysThatItIsTheJob() {
    for (int i = 1; i <= PlatformGate.MOST_RETURNS; i++) {
      // Given a job that is the only one
      Exchange bad = job("bad");
      gate.failed(bad);
      passes(Duration.ofSeconds(1));
      assertThat(gate.returned(bad, RAIN)).isTrue();
      // When
      gate.pingSucceeded(job("a ping"));
      // Then
      assertThat(gate.holdsJobs()).isFalse();
      assertThat(gate.failsAlone(job("bad"))).isEqualTo(i == PlatformGate.MOST_RETURNS);
    }
    assertThat(gate.failsForGood(job("bad"))).isFalse();
  }

  @Test
  void whatIsRefusedForGoodIsCountedAndNoOutage() {
    for (int i = 0; i < 2 * PlatformGate.MOST_RETURNS; i++) {
      assertThat(gate.returned(job("bad"), new GraphQlException("TOO_LARGE", "too large"))).isFalse();
    }
    assertThat(gate.failsForGood(job("bad"))).isTrue();
    assertThat(gate.holdsJobs()).isFalse();
  }

  @Test
  void aRefusalThatIsToldDoesNotEndAnOutageOfTheRest() {
    // Given a platform that takes no results
    Exchange bad = job("bad");
    gate.failed(bad);
    gate.returned(bad, RAIN);
    // When a job over the limit ends
    Exchange refused = job("refused");
    gate.answered(refused);
    gate.told(refused, false);
    // Then
    assertThat(gate.holdsJobs()).isTrue();
  }

  @Test
  void ofABrokerThatIsAwayOnlyAResultThatArrivesTells() {
    // Given
    gate.returned(job("bad"), new WorkersUnreachableException("no queue"));
    // When
    gate.pingSucceeded(job("a ping"));
    // Then
    assertThat(gate.holdsJobs()).isTrue();
    assertThat(gate.failsAlone(job("bad"))).isFalse();
    Exchange good = job("good");
    gate.answered(good);
    gate.told(good, true);
    assertThat(gate.holdsJobs()).isFalse();
  }
}
