package io.github.camelcti.crowdsec.crowdsec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelcti.crowdsec.crowdsec.AnswerCache.Claim;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnswerCacheTest {

  private static final String ADDRESS = "192.0.2.1";
  private static final CtiAnswer ANSWER = CtiAnswer.notKnown();
  private static final byte[] BODY = {};
  private static final AnswerStore NOTHING_KEPT =
      new AnswerStore(Path.of(""), Duration.ZERO, Clock.systemUTC(), System::nanoTime);

  private final AtomicLong nanos = new AtomicLong();
  private final AnswerCache cache = new AnswerCache(Duration.ofHours(1), Duration.ofMinutes(1), nanos::get, NOTHING_KEPT);

  @Test
  void anAnswerServesOthersUntilItIsTooOld() throws Exception {
    // Given
    Claim first = cache.claim(ADDRESS);
    assertThat(first.answer()).isNull();
    // When
    cache.keep(first, ANSWER, BODY);
    // Then
    assertThat(cache.claim(ADDRESS).answer()).isSameAs(ANSWER);
    assertThat(cache.claim("192.0.2.2").answer()).isNull();
    nanos.addAndGet(Duration.ofMinutes(59).toNanos());
    assertThat(cache.claim(ADDRESS).answer()).isSameAs(ANSWER);
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    assertThat(cache.claim(ADDRESS).answer()).isNull();
  }

  @Test
  void aFailureIsNotKept() throws Exception {
    cache.release(cache.claim(ADDRESS));
    assertThat(cache.claim(ADDRESS).answer()).isNull();
    assertThat(cache.size()).isZero();
  }

  @Test
  void whoComesMeanwhileGetsTheSameAnswer() throws Exception {
    // Given
    Claim first = cache.claim(ADDRESS);
    CompletableFuture<Claim> second = later(cache);
    await().during(Duration.ofMillis(100)).until(() -> !second.isDone());
    // When
    cache.keep(first, ANSWER, BODY);
    // Then
    assertThat(second.get().answer()).isSameAs(ANSWER);
  }

  @Test
  void whoWaitsForAFailureAsksForItself() throws Exception {
    // Given
    Claim first = cache.claim(ADDRESS);
    CompletableFuture<Claim> second = later(cache);
    await().during(Duration.ofMillis(100)).until(() -> !second.isDone());
    // When
    cache.release(first);
    // Then
    Claim own = second.get();
    assertThat(own.answer()).isNull();
    // And whoever comes then waits for that one
    CompletableFuture<Claim> third = later(cache);
    cache.keep(own, ANSWER, BODY);
    assertThat(third.get().answer()).isSameAs(ANSWER);
  }

  @Test
  void nobodyWaitsForEver() throws Exception {
    AnswerCache hasty = new AnswerCache(Duration.ofHours(1), Duration.ofMillis(20), nanos::get, NOTHING_KEPT);
    Claim first = hasty.claim(ADDRESS);
    // When
    Claim second = hasty.claim(ADDRESS);
    // Then
    assertThat(second.answer()).isNull();
    hasty.release(second);
    hasty.keep(first, ANSWER, BODY);
    assertThat(hasty.claim(ADDRESS).answer()).isSameAs(ANSWER);
  }

  @Test
  void offMeansThatEveryJobAsks() throws Exception {
    AnswerCache off = new AnswerCache(Duration.ZERO, Duration.ofMinutes(1), nanos::get, NOTHING_KEPT);
    Claim first = off.claim(ADDRESS);
    assertThat(off.claim(ADDRESS).answer()).isNull();
    off.keep(first, ANSWER, BODY);
    assertThat(off.claim(ADDRESS).answer()).isNull();
  }

  @Test
  void holdsNoMoreThanAThousandAnswers() {
    IntStream.range(0, 3000).forEach(i -> keep("198.18." + i / 250 + "." + i % 250, 10));
    assertThat(cache.size()).isBetween(900L, 1000L);
  }

  @Test
  void holdsFewerOfThemWhenTheyAreLarge() {
    IntStream.range(0, 100).forEach(i -> keep("198.18.0." + i, 2_000_000));
    assertThat(cache.size()).isBetween(1L, 17L);
  }

  private void keep(String address, int bytes) {
    try {
      cache.keep(cache.claim(address), ANSWER, new byte[bytes]);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static CompletableFuture<Claim> later(AnswerCache cache) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return cache.claim(ADDRESS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }, task -> new Thread(task, "later").start());
  }
}
