package io.github.camelcti.crowdsec.crowdsec;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Addresses that CrowdSec gave no answer about. Tells an outage from an address that CrowdSec stumbles over every time:
 * about that one there is no answer although others get theirs. Such a job comes back to the head of the queue, so it
 * gives way to the next one, or it would be the try of a closed gate every time. Not thread-safe: belongs to its gate.
 */
final class Suspects {

  /** So often a job may fail while others pass in between, after it has failed for the first time. */
  private static final int MOST_ROUNDS = 2;

  private static final int MOST_ADDRESSES = 1000;

  /** What a failure stands for. */
  enum Verdict {
    /** Nobody had an answer since: it may be an outage. */
    UNCLEAR,
    /** Others had answers since it failed before: it is not an outage. */
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

  /** A job of an address got no answer, its own tries included. */
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

  /** Whether a job lets another one be the next try: once after each failure. */
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

  /** The gate has opened: all may try, and how often they have failed is not forgotten. */
  void opened() {
    byAddress.values().forEach(suspect -> suspect.recent = false);
  }
}
