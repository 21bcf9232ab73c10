package io.github.camelcti.crowdsec.lookup;

import io.github.camelcti.crowdsec.enrich.Enrichment;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The result for one address.
 *
 * @param address the canonical address, or the given text if that is not an address
 * @param outcome how it ended
 * @param sentence the same in words, without secrets
 * @param answer what CrowdSec says; null unless the outcome is {@link Outcome#answered()}
 * @param enrichment what the connector would write; null as above
 * @param answeredAt when CrowdSec said so, if that was an earlier look-up; null if it was asked just now, or not at all
 */
public record Result(String address, Outcome outcome, String sentence, @Nullable CtiAnswer answer,
    @Nullable Enrichment enrichment, @Nullable Instant answeredAt) {

  /** How the look-up of an address ended. */
  public enum Outcome {
    /** CrowdSec knows the address. */
    KNOWN,
    /** CrowdSec has nothing on the address. */
    NOT_KNOWN,
    /** A private or local address: not looked up, since CrowdSec can't know it. */
    PRIVATE,
    /** The text is not a single IP address: not looked up. */
    NOT_AN_ADDRESS,
    /** Looked up, without an answer. */
    FAILED,
    /** The list was stopped before its turn. */
    NOT_ASKED;

    /** Whether CrowdSec gave an answer. */
    public boolean answered() {
      return this == KNOWN || this == NOT_KNOWN;
    }

    /** Whether somebody has to do something about the address. */
    public boolean bad() {
      return this == NOT_AN_ADDRESS || this == FAILED || this == NOT_ASKED;
    }

    /** The name for programs. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The name for people. */
    public String words() {
      return this == NOT_ASKED ? "not looked up" : code().replace('_', ' ');
    }
  }

  /** The result of an address that CrowdSec answered about. */
  public static Result of(String address, CtiAnswer answer, Enrichment enrichment) {
    return new Result(address, enrichment.known() ? Outcome.KNOWN : Outcome.NOT_KNOWN, enrichment.sentence(), answer,
        enrichment, null);
  }

  /** The same, from a look-up at that time. */
  public Result at(Instant time) {
    return new Result(address, outcome, sentence, answer, enrichment, time);
  }

  /** The result of an address without an answer. */
  public static Result without(String address, Outcome outcome, String sentence) {
    return new Result(address, outcome, sentence, null, null, null);
  }
}
