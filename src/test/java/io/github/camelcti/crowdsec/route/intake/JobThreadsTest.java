package io.github.camelcti.crowdsec.route.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelcti.crowdsec.route.hand.JobsInHand;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class JobThreadsTest {

  /** The thread that reads jobs from disk must not wait here: a stop of its route would wait for it. */
  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whileJobsAreTurnedAwayNobodyWaits() throws Exception {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      // Given
      JobThreads threads = new JobThreads(1, JobsInHand.of(context));
      CountDownLatch ran = new CountDownLatch(1);
      threads.hold();
      threads.turnAway();
      // When, Then
      assertThatThrownBy(() -> threads.execute(ran::countDown)).isInstanceOf(RejectedExecutionException.class);
      assertThat(ran.getCount()).isOne();
      // When
      threads.allow(1);
      threads.execute(ran::countDown);
      // Then
      assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
      threads.shutdown();
    }
  }
}
