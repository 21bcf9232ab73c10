package io.github.camelcti.crowdsec.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Camel's own component fails: with it, aReplacedRouteGetsNothingMore a message reaches the replaced route within some rounds. */
class ReloadableDirectTest {

  private static final int CALLERS = 4;
  private static final int CALLS = 50;
  private static final int REPLACEMENTS = 100;

  private final DefaultCamelContext context = new DefaultCamelContext();
  private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);

  @BeforeEach
  void start() throws Exception {
    context.addComponent("direct", new ReloadableDirect());
    context.addRoutes(new RouteBuilder() {
      @Override
      public void configure() {
        RouteDefinition caller = from("direct:caller").routeId("caller");
        for (int i = 0; i < CALLS; i++) {
          caller.to("direct:callee");
        }
      }
    });
    context.start();
  }

  @AfterEach
  void stop() {
    callers.shutdownNow();
    context.stop();
  }

  @Test
  void aReplacedRouteGetsNothingMore() throws Exception {
    ProducerTemplate template = context.createProducerTemplate();
    CyclicBarrier together = new CyclicBarrier(CALLERS);
    for (int round = 0; round < REPLACEMENTS; round++) {
      // Given
      String answer = "route " + round;
      replaceCallee(answer);
      // When
      Callable<Set<?>> call = () -> {
        together.await();
        return template.requestBody("direct:caller", new HashSet<>(), Set.class);
      };
      Set<Object> answers = new HashSet<>();
      for (Future<Set<?>> answered : callers.invokeAll(Collections.nCopies(CALLERS, call))) {
        answers.addAll(answered.get());
      }
      // Then
      assertThat(answers).as("after replacement %d", round).containsOnly(answer);
    }
  }

  @Test
  void withoutARouteTheCallerIsTold() {
    // When, Then
    assertThatThrownBy(() -> context.createProducerTemplate().requestBody("direct:nobody?timeout=1", ""))
        .isInstanceOf(CamelExecutionException.class).cause()
        .isInstanceOf(DirectConsumerNotAvailableException.class).hasMessageContaining("direct://nobody");
  }

  @Test
  void aCallerThatNeedsNoAnswerGoesOn() {
    // When, Then
    assertThat(context.createProducerTemplate().requestBody("direct:nobody?timeout=1&failIfNoConsumers=false", "same"))
        .isEqualTo("same");
  }

  private void replaceCallee(String answer) throws Exception {
    if (context.getRoute("callee") != null) {
      context.getRouteController().stopRoute("callee");
      context.removeRoute("callee");
    }
    context.addRoutes(new RouteBuilder() {
      @Override
      @SuppressWarnings("unchecked") // a body has no type
      public void configure() {
        from("direct:callee").routeId("callee").process(exchange -> exchange.getMessage().getBody(Set.class).add(answer));
      }
    });
  }
}
