package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.Generation;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble.WorkView;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Jobs that nobody asked for: which of them are done, and how the others end. */
class AutomaticJobsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Map<String, String> LABELS = Map.of("CROWDSEC_ONLY_LABELS", "triage, Perimeter", "CROWDSEC_SKIP_LABELS", "CUSTOMER");
  private static final String NONE = "CrowdSec: not enriched: this automatic job's observable has none of the labels in"
      + " CROWDSEC_ONLY_LABELS (triage, Perimeter)";
  private static final String SKIPPED = "CrowdSec: not enriched: this automatic job's observable has the label customer, which"
      + " is in CROWDSEC_SKIP_LABELS";

  @ParameterizedTest
  @EnumSource(Generation.class)
  void labelsDecideAboutAutomaticJobsOnly(Generation generation) throws Exception {
    try (Broker broker = Broker.shared();
        OpenCtiDouble openCti = OpenCtiDouble.start(broker, generation);
        CrowdSecDouble crowdSec = CrowdSecDouble.start();
        RunningConnector connector = RunningConnector.start(openCti, crowdSec, LABELS)) {
      // Given
      crowdSec.always(Step.ok(Samples.read("200-malicious-full")));
      String plain = openCti.addObservable("192.0.2.1");
      String wanted = labelled(openCti, "192.0.2.2", "other", "Triage");
      String both = labelled(openCti, "192.0.2.3", "perimeter", "Customer");
      String byHand = openCti.addObservable("192.0.2.4");
      String byHandSkipped = labelled(openCti, "192.0.2.5", "customer");
      // When
      String[] works = {openCti.askAutomatically(connector.id(), plain), openCti.askAutomatically(connector.id(), wanted),
          openCti.askAutomatically(connector.id(), both), openCti.ask(connector.id(), byHand),
          openCti.ask(connector.id(), byHandSkipped)};
      await().atMost(PATIENCE).until(openCti::allWorksComplete);
      // Then
      assertThat(openCti.works()).allSatisfy(work -> assertThat(work.errors()).isEmpty());
      assertThat(openCti.work(works[0]).messages()).last().isEqualTo(NONE);
      assertThat(openCti.work(works[2]).messages()).last().isEqualTo(SKIPPED);
      assertThat(crowdSec.calls().stream().map(CrowdSecDouble.Call::ip))
          .containsExactlyInAnyOrder("192.0.2.2", "192.0.2.4", "192.0.2.5");
      if (generation.atLeast(Generation.V5_12)) {
        String playbook = openCti.askPlaybook(connector.id(), openCti.addObservable("192.0.2.6"));
        await().atMost(PATIENCE).until(() -> !openCti.playbookSteps(playbook).isEmpty());
        assertThat(crowdSec.calls("192.0.2.6")).hasSize(1);
      }
    }
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        arguments(named("asked by hand", false), "TLP:RED", 1),
        arguments(named("asked by hand", false), "PAP:RED", 1),
        arguments(named("automatic", true), "TLP:RED", 0),
        arguments(named("automatic", true), "PAP:RED", 0),
        arguments(named("automatic", true), "TLP:BLACK", 0));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void aRefusalIsAnErrorForThoseWhoAsked(boolean automatic, String marking, int errors) throws Exception {
    try (Broker broker = Broker.shared();
        OpenCtiDouble openCti = OpenCtiDouble.start(broker);
        CrowdSecDouble crowdSec = CrowdSecDouble.start();
        RunningConnector connector = RunningConnector.start(openCti, crowdSec, Map.of())) {
      // When
      String observable = openCti.addObservable("192.0.2.1", marking);
      String work = automatic ? openCti.askAutomatically(connector.id(), observable) : openCti.ask(connector.id(), observable);
      await().atMost(PATIENCE).until(openCti::allWorksComplete);
      // Then
      WorkView view = openCti.work(work);
      assertThat(view.errors()).hasSize(errors);
      assertThat(errors == 1 ? view.errors() : view.messages()).last().asString()
          .startsWith(marking + " is ").endsWith("; nothing was sent to CrowdSec");
      assertThat(crowdSec.calls()).isEmpty();
    }
  }

  private static String labelled(OpenCtiDouble openCti, String address, String... labels) {
    String observable = openCti.addObservable(address);
    openCti.label(observable, labels);
    return observable;
  }
}
