package io.github.camelcti.crowdsec.crowdsec;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Addresses that CrowdSec gave no answer for. Tells an outage from an address on which CrowdSec fails every time: that
 * one gets no answer while others do. Such a job comes back to the head of the queue, so it lets the next one go first;
 * otherwise it would be every try of a closed gate. Not thread-safe: belongs to its gate.
 */
final class FailingAddresses {

  /** How often a job may fail again while others succeed in between. */
  private static final int MOST_ROUNDS = 2;

  private static final int MOST_ADDRESSES = 1000;

  /** What a failure means. */
  enum Verdict {
    /** No other job has had an answer since: it may be an outage. */
    UNCLEAR,
    /** Other jobs have had answers since it last failed: it is not an outage. */
    ALONE,
    /** The same, for the last time. */
    ALONE_TOO_OFTEN
  }

  private static final class Suspect {

    private int rounds;
    private long answersBefore;
    /** Whether it has failed since the gate closed. */
    private boolean recent;
    private boolean gaveWay;
  }

  private final Map<String, Suspect> byAddress = new LinkedHashMap<>() {
    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Suspect> eldest) {
      return size() > MOST_ADDRESSES;
    }
  };
  private long answers;

  /** CrowdSec answered about an address. */
  void answered(String address) {
    answers++;
    byAddress.remove(address);
  }

  /** A job of an address got no answer, retries included. */
  Verdict failed(String address) {
    Suspect suspect = byAddress.get(address);
    boolean alone = suspect != null && answers > suspect.answersBefore;
    if (suspect == null) {
      suspect = new Suspect();
      byAddress.put(address, suspect);
    }
    suspect.rounds += alone ? 1 : 0;
    suspect.answersBefore = answers;
    suspect.recent = true;
    suspect.gaveWay = false;
    if (suspect.rounds >= MOST_ROUNDS) {
      byAddress.remove(address);
      return Verdict.ALONE_TOO_OFTEN;
    }
    return alone ? Verdict.ALONE : Verdict.UNCLEAR;
  }

  /** Whether a job lets another one make the next try: once after each failure. */
  boolean givesWay(String address) {
    Suspect suspect = byAddress.get(address);
    if (suspect == null || !suspect.recent || suspect.gaveWay) {
      return false;
    }
    suspect.gaveWay = true;
    return true;
  }

  /** How many have failed since the gate closed. */
  int recent() {
    return (int) byAddress.values().stream().filter(suspect -> suspect.recent).count();
  }

  /** The gate has opened: all may try, but their failures still count. */
  void opened() {
    byAddress.values().forEach(suspect -> suspect.recent = false);
  }
}
