package io.github.camelcti.crowdsec.cli;

final class Backfill {
  static final String[] D = {"find-observables", "ask-enrichment"};
}
