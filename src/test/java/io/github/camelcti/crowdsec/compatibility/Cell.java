package io.github.camelcti.crowdsec.compatibility;

import io.github.camelcti.crowdsec.doubles.Generation;
import java.util.ArrayList;
import java.util.List;

/**
 * One case of the compatibility matrix.
 *
 * @param generation the platform
 * @param protocol {@code CONNECTOR_QUEUE_PROTOCOL}
 * @param kind who asked
 * @param outcome what comes of it
 */
record Cell(Generation generation, String protocol, Kind kind, Outcome outcome) {

  /** Who asked for the enrichment. */
  enum Kind {
    MANUAL("manual job", Generation.V5_3),
    AUTOMATIC("automatic job", Generation.V5_3),
    PLAYBOOK("playbook", Generation.V5_12),
    DRAFT("job in a draft", Generation.V6_9_10);

    final String text;
    final Generation since;

    Kind(String text, Generation since) {
      this.text = text;
      this.since = since;
    }
  }

  /** What comes of it. */
  enum Outcome {
    ENRICHED("enriched", "everything CrowdSec says is written", false, 1),
    UNKNOWN("not known to CrowdSec", "the time of the enrichment is written", false, 1),
    OVER_TLP("above the TLP limit", "nothing is written, CrowdSec is not called", true, 0),
    OUT_OF_SCOPE("out of scope", "nothing is written, CrowdSec is not called", true, 0),
    TOO_SOON("enriched a moment ago", "nothing is written, CrowdSec is not called", false, 0),
    QUOTA("quota used up", "nothing is written", true, 1),
    CROWDSEC_DOWN("CrowdSec is down", "nothing is written", true, 2),
    RIGHTS_REFUSED("a right is missing", "only what needs the right is missing", true, 1);

    final String text;
    final String effect;
    final boolean inError;
    final int calls;

    Outcome(String text, String effect, boolean inError, int calls) {
      this.text = text;
      this.effect = effect;
      this.inError = inError;
      this.calls = calls;
    }
  }

  /** How the result goes back. */
  enum Way {
    PLAYBOOK("answer of the playbook's step"),
    WORKERS("messages to the workers"),
    BUNDLE("one bundle"),
    BUNDLE_WITHOUT_WORK("one bundle, imported by a second work"),
    MUTATIONS("object by object");

    final String text;

    Way(String text) {
      this.text = text;
    }
  }

  /** The way that the documents promise. */
  Way way() {
    if (kind == Kind.PLAYBOOK) {
      return Way.PLAYBOOK;
    }
    if (protocol.equals("amqp") || kind == Kind.DRAFT) {
      return Way.WORKERS;
    }
    if (!generation.atLeast(Generation.V6_2)) {
      return Way.MUTATIONS;
    }
    return generation.atLeast(Generation.V6_9) ? Way.BUNDLE : Way.BUNDLE_WITHOUT_WORK;
  }

  /** Whether the work ends in error: not where nobody asked and nothing is wrong. */
  boolean inError() {
    return outcome.inError && !(kind == Kind.AUTOMATIC && outcome == Outcome.OVER_TLP);
  }

  /** Whether the live data holds everything about the observable in the end, but for what a missing right costs. */
  boolean enrichesLiveData() {
    boolean live = kind == Kind.MANUAL || kind == Kind.AUTOMATIC;
    return live && (outcome == Outcome.ENRICHED || outcome == Outcome.RIGHTS_REFUSED && way() == Way.MUTATIONS);
  }

  /** All cases of a platform and a protocol. */
  static List<Cell> of(Generation generation, String protocol) {
    List<Cell> cells = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (Outcome outcome : Outcome.values()) {
        if (generation.atLeast(kind.since)) {
          cells.add(new Cell(generation, protocol, kind, outcome));
        }
      }
    }
    return cells;
  }

  @Override
  public String toString() {
    return generation.version() + ", " + protocol + ", " + kind.text + ", " + outcome.text;
  }
}
