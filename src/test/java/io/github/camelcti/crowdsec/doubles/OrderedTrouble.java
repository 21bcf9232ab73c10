package io.github.camelcti.crowdsec.doubles;

import java.time.Duration;

/** The trouble that a test can order from the platform. */
abstract class OrderedTrouble {

  final Faults faults = new Faults();

  /** Lets nobody use a root field until it is allowed again, as if the token lacked the right. */
  public void forbid(String rootField) {
    faults.forbid(rootField);
  }

  /** Takes a ban back. */
  public void allow(String rootField) {
    faults.allow(rootField);
  }

  /** Gives the token these capabilities and no others, by OpenCTI's names for them. */
  public void rights(String... capabilities) {
    faults.rights().are(capabilities);
  }

  /** Answers the next requests with that status and body, before anything else happens. */
  public void failNext(int n, int status, String body) {
    faults.failNext(n, status, body);
  }

  /** Lets a root field fail the next times it is asked for; the other fields of the operation run. */
  public void errorNext(String rootField, String code, String message, int n) {
    faults.errorNext(rootField, PlatformError.ordered(code, message), n);
  }

  /** Carries the next operations with that root field out, and lets their answers get lost on the way. */
  public void loseAnswers(String rootField, int n) {
    faults.loseAnswers(rootField, n);
  }

  /** Stops the platform's search engine, or starts it again: it answers all the same, with errors and HTTP 200. */
  public void searchEngineAway(boolean away) {
    faults.searchEngineAway(away);
  }

  /** Takes the platform's own way to RabbitMQ away, or gives it back. */
  public void ownBrokerAway(boolean away) {
    faults.ownBrokerAway(away);
  }

  /** Waits that long before every answer. */
  public void latency(Duration duration) {
    faults.latency(duration);
  }
}
