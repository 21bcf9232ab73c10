package io.github.camelcti.crowdsec.route.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Consumers that lost their broker, each a thread. */
class SharedReconnectTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  private final SharedReconnect turns = new SharedReconnect();
  private final AtomicBoolean active = new AtomicBoolean(true);
  private final AtomicInteger back = new AtomicInteger();
  private final List<Thread> consumers = new ArrayList<>();

  @AfterEach
  void stop() throws InterruptedException {
    active.set(false);
    for (Thread consumer : consumers) {
      consumer.join(SOON.toMillis());
    }
  }

  @ParameterizedTest(name = "{0} failures, chance {1}: {2} ms")
  @CsvSource({"0, 0, 1000", "1, 0, 2000", "4, 0, 16000", "5, 0, 30000", "6, 0, 30000", "1000000, 0, 30000",
      "0, -1, 800", "0, 1, 1200", "9, -1, 24000", "9, 1, 36000"})
  void pausesGrowAndStayBounded(int failures, double chance, long millis) {
    assertThat(SharedReconnect.pause(failures, chance)).hasMillis(millis);
  }

  @Test
  void oneKnocksWhileTheOthersWaitAndAllGoOnWhenItGotIn() {
    // When four have failed
    consumers(4);
    // Then one has its turn after the first pause, and only that one
    await().atMost(SOON).until(() -> back.get() == 1);
    await().during(Duration.ofMillis(600)).atMost(SOON).until(() -> back.get() == 1);
    // And when it has its queue, all may
    turns.succeeded();
    await().atMost(SOON).until(() -> back.get() == 4);
  }

  @Test
  void thePauseGrowsFromFailureToFailureAndEndsWhenSomethingHasChanged() {
    // Given a second failure, whose pause is 1.6 s at least
    consumers(1);
    await().atMost(SOON).until(() -> back.get() == 1);
    long start = System.nanoTime();
    consumers(1);
    await().during(Duration.ofMillis(500)).atMost(SOON).until(() -> back.get() == 1);
    // When
    turns.hurry();
    // Then
    await().atMost(SOON).until(() -> back.get() == 2);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
  }

  @Test
  void aContainerThatStopsDoesNotWait() {
    active.set(false);
    consumers(3);
    await().atMost(Duration.ofMillis(900)).until(() -> back.get() == 3);
  }

  @Test
  void theWaitIsToldOnceToTheThreadThatWaited() {
    active.set(false);
    assertThat(turns.takeWaited()).isFalse();
    // When Spring asks for the next pause
    assertThat(turns.pauses(active::get).start().nextBackOff()).isZero();
    // Then
    assertThat(turns.takeWaited()).isTrue();
    assertThat(turns.takeWaited()).isFalse();
  }

  private void consumers(int number) {
    for (int i = 0; i < number; i++) {
      Thread consumer = new Thread(() -> {
        turns.await(active::get);
        back.incrementAndGet();
      });
      consumer.setDaemon(true);
      consumers.add(consumer);
      consumer.start();
    }
  }
}
