package io.github.camelcti.crowdsec.compatibility;

import static io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step.ok;
import static io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelcti.crowdsec.compatibility.Cell.Kind;
import io.github.camelcti.crowdsec.compatibility.Cell.Outcome;
import io.github.camelcti.crowdsec.compatibility.Cell.Way;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble.ObservableView;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble.PlaybookStep;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble.WorkView;
import io.github.camelcti.crowdsec.doubles.Samples;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** A cell of the matrix, played: asks for the enrichment, and knows how the platform has to look afterwards. */
final class Case {

  private static final String MALICIOUS = Samples.read("200-malicious-full");

  private final Cell cell;
  private final OpenCtiDouble openCti;
  private final CrowdSecDouble crowdSec;
  private final String address;
  private final String observable;
  private String asked;
  private String draft;

  Case(Cell cell, int number, OpenCtiDouble openCti, CrowdSecDouble crowdSec) {
    this.cell = cell;
    this.openCti = openCti;
    this.crowdSec = crowdSec;
    this.address = "198.18." + number / 250 + "." + (number % 250 + 1);
    String stamp = cell.outcome() == Outcome.TOO_SOON
        ? "`Last CrowdSec enrichment: " + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "`" : null;
    observable = switch (cell.outcome()) {
      case OUT_OF_SCOPE -> openCti.addObservableOf("Domain-Name", "case-" + number + ".example.org", null);
      case OVER_TLP -> openCti.addObservable(address, "TLP:RED");
      default -> openCti.addObservableOf("IPv4-Addr", address, stamp, "TLP:GREEN");
    };
    switch (cell.outcome()) {
      case UNKNOWN -> { }
      case QUOTA -> crowdSec.script(address, status(429, CrowdSecDouble.QUOTA));
      case CROWDSEC_DOWN -> crowdSec.script(address, status(500, "{}"));
      default -> crowdSec.script(address, ok(MALICIOUS));
    }
  }

  void ask(String connectorId) {
    switch (cell.kind()) {
      case MANUAL -> asked = openCti.ask(connectorId, observable);
      case AUTOMATIC -> asked = openCti.askAutomatically(connectorId, observable);
      case PLAYBOOK -> asked = openCti.askPlaybook(connectorId, observable);
      case DRAFT -> {
        draft = openCti.openDraft();
        asked = openCti.askInDraft(connectorId, observable, draft);
      }
    }
  }

  /** Whether the platform has its answer. */
  boolean answered() {
    if (cell.kind() == Kind.PLAYBOOK) {
      return !openCti.playbookSteps(asked).isEmpty();
    }
    // A work may be complete before the platform's workers have reported what they could not write.
    WorkView work = openCti.work(asked);
    return "complete".equals(work.status()) && (!inError() || !work.errors().isEmpty())
        && (!written() || view() != null && !view().references().isEmpty());
  }

  /** Compares what is on the platform with what has to be. */
  void check() {
    boolean skipped = cell.outcome().calls == 0 || cell.outcome() == Outcome.RIGHTS_REFUSED && unreadable();
    assertThat(crowdSec.calls(address)).as(cell + ": calls to CrowdSec").hasSize(skipped ? 0 : cell.outcome().calls);
    if (cell.kind() == Kind.PLAYBOOK) {
      checkPlaybook();
    } else {
      checkWork(openCti.work(asked));
    }
    checkObservable();
  }

  private void checkWork(WorkView work) {
    if (inError()) {
      assertThat(work.errors()).as(cell + ": errors of the work").hasSize(1);
    } else {
      assertThat(work.errors()).as(cell + ": errors of the work").isEmpty();
      assertThat(work.messages()).as(cell + ": texts of the work").last().asString()
          .contains(partly() ? "could not be written" : "CrowdSec");
    }
    assertThat(work.processed()).as(cell + ": objects of the work").isEqualTo(work.expected());
  }

  private void checkPlaybook() {
    List<PlaybookStep> steps = openCti.playbookSteps(asked);
    assertThat(steps).as(cell + ": answers").hasSize(1);
    JsonNode answer = steps.get(0).bundle();
    if (cell.outcome() == Outcome.ENRICHED) {
      List<String> ids = ids(answer);
      assertThat(ids).as(cell.toString()).containsAll(ids(steps.get(0).previousBundle())).hasSizeGreaterThan(10)
          .doesNotHaveDuplicates();
    } else {
      assertThat(answer).as(cell + ": the bundle as it came").isEqualTo(steps.get(0).previousBundle());
    }
  }

  private void checkObservable() {
    ObservableView live = openCti.observable(observable);
    if (draft != null || cell.kind() == Kind.PLAYBOOK) {
      assertThat(live.labels()).as(cell + ": labels of the live observable").isEmpty();
      assertThat(live.references()).as(cell + ": references of the live observable").isEmpty();
    }
    if (cell.kind() == Kind.PLAYBOOK) {
      return;
    }
    ObservableView view = view();
    if (cell.outcome() == Outcome.ENRICHED) {
      assertThat(view.labels()).as(cell + ": labels").containsEntry("malicious", "#FF0000");
    } else {
      assertThat(view.labels()).as(cell + ": labels").isEmpty();
    }
    assertThat(view.references()).as(cell + ": references")
        .isEqualTo(written() || partly() ? List.of("https://app.crowdsec.net/cti/" + address) : List.of());
  }

  private boolean inError() {
    return cell.inError() && !partly();
  }

  /** Whether the rest is written where one mutation is refused. */
  private boolean partly() {
    return cell.outcome() == Outcome.RIGHTS_REFUSED && cell.way() == Way.MUTATIONS;
  }

  /** Whether something about the observable is written. */
  private boolean written() {
    return cell.outcome() == Outcome.ENRICHED || cell.outcome() == Outcome.UNKNOWN;
  }

  private ObservableView view() {
    return draft == null ? openCti.observable(observable) : openCti.draftObservable(draft, observable);
  }

  /** The right that is refused: to push, to make labels, or else to read. */
  String refused() {
    return switch (cell.way()) {
      case BUNDLE, BUNDLE_WITHOUT_WORK -> "stixBundlePush";
      case MUTATIONS -> "labelAdd";
      case WORKERS, PLAYBOOK -> "stixCyberObservable";
    };
  }

  private boolean unreadable() {
    return refused().equals("stixCyberObservable");
  }

  private static List<String> ids(JsonNode bundle) {
    List<String> ids = new ArrayList<>();
    bundle.path("objects").forEach(object -> ids.add(object.path("id").asText()));
    return ids;
  }
}
