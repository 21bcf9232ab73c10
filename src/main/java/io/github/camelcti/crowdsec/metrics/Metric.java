package io.github.camelcti.crowdsec.metrics;

import java.util.List;

/**
 * Every metric of our own, declared once: the code that counts, docs/operations.md, the dashboard and the alert rules
 * use it. Those of OpenCTI's Python client library keep its names (OpenCTI contract, section 8); Camel's and the JVM's
 * come on top. No label ever contains an address or an id.
 */
public enum Metric {

  // The Python client library's
  BUNDLES_SENT("bundles_sent", Kind.COUNTER, true, "Results that went to the platform."),
  RECORDS_SENT("records_sent", Kind.COUNTER, true, "STIX objects in them."),
  RUNS("runs", Kind.COUNTER, true, "Jobs that were begun."),
  PINGS("ping_api", Kind.COUNTER, true, "Pings that the platform answered."),
  PING_ERRORS("ping_api_errors", Kind.COUNTER, true, "Pings that failed."),
  ERRORS("errors", Kind.COUNTER, true, "Jobs whose work ended in error."),
  CLIENT_ERRORS("client_errors", Kind.COUNTER, true, "Calls of the platform that failed."),
  STATE("state", Kind.GAUGE, true,
      "1 for what the connector does now: idle, running (a job is in progress), stopped.", "state"),

  // Ours
  VERSIONS("crowdsec_connector_versions", Kind.GAUGE, false, "1; the labels tell the versions.", "version", "platform"),
  JOBS("crowdsec_connector_jobs", Kind.COUNTER, false,
      "Jobs by how they ended; `returned` ones come again and are counted again.", "outcome"),
  JOB_SECONDS("crowdsec_connector_job_seconds", Kind.TIMER, false,
      "From taking a job to its end, including all waits; without returned ones."),
  JOBS_IN_HAND("crowdsec_connector_jobs_in_hand", Kind.GAUGE, false, "Jobs in progress."),
  JOBS_STUCK("crowdsec_connector_jobs_stuck", Kind.GAUGE, false,
      "Jobs in progress that stand at one step of a route for longer than CONNECTOR_STUCK_AFTER."),
  QUEUE_MESSAGES("crowdsec_connector_queue_messages", Kind.GAUGE, false,
      "Jobs that wait in the queue, looked up with each ping; NaN while that is not known."),
  ANSWERS("crowdsec_connector_answers", Kind.COUNTER, false,
      "Answers that jobs got, from `crowdsec` or from the `cache`.", "source"),
  CROWDSEC_CALLS("crowdsec_connector_crowdsec_calls", Kind.COUNTER, false,
      "Calls to CrowdSec by HTTP status, a class such as `5xx` for rare ones, `none` without an answer.", "status"),
  GATE("crowdsec_connector_gate", Kind.GAUGE, false,
      "1 for why CrowdSec look-ups are paused: quota, key, budget, burst, outage; or open.", "reason"),
  GATE_NEXT_TRY("crowdsec_connector_gate_next_try_timestamp_seconds", Kind.GAUGE, false,
      "When CrowdSec is tried next, in seconds since 1970; 0 when look-ups are not paused."),
  BUDGET_USED("crowdsec_connector_budget_used", Kind.GAUGE, false, "Calls of this period that CROWDSEC_QUOTA_BUDGET counts."),
  BUDGET_LIMIT("crowdsec_connector_budget_limit", Kind.GAUGE, false, "CROWDSEC_QUOTA_BUDGET; 0 without one."),
  BREAKER("crowdsec_connector_breaker", Kind.GAUGE, false,
      "1 for the state of the circuit breaker around CrowdSec: closed, open, half_open.", "state"),
  PLATFORM_CALLS("crowdsec_connector_platform_calls", Kind.COUNTER, false,
      "GraphQL calls by document and result: ok, refused, away.", "operation", "result"),
  PLATFORM_LAST_ANSWER("crowdsec_connector_platform_last_answer_timestamp_seconds", Kind.GAUGE, false,
      "When OpenCTI last answered, in seconds since 1970; 0 before the first time."),
  ROUTES_REFUSED("crowdsec_connector_routes_refused", Kind.GAUGE, false,
      "1 while the route files hold a rejected edit; the log and /observe/health say why.");

  /** What a metric is to Prometheus. */
  public enum Kind { COUNTER, GAUGE, TIMER }

  private final String base;
  private final Kind kind;
  private final boolean pythons;
  private final String help;
  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> labels;

  Metric(String base, Kind kind, boolean pythons, String help, String... labels) {
    this.base = base;
    this.kind = kind;
    this.pythons = pythons;
    this.help = help;
    this.labels = List.of(labels);
  }

  /** The name without the suffix that Prometheus uses ({@code _total}). */
  String base() {
    return base;
  }

  /** The name as it is scraped, where no namespace or subsystem is set. */
  public String scraped() {
    return kind == Kind.COUNTER ? base + "_total" : base;
  }

  /**
   * Whether the Python client library has it too, so that CONNECTOR_METRICS_NAMESPACE and _SUBSYSTEM are its prefix.
   */
  public boolean pythons() {
    return pythons;
  }

  public Kind kind() {
    return kind;
  }

  /** What it measures, in one sentence. */
  public String help() {
    return help;
  }

  /** Names of its labels, never null. */
  public List<String> labels() {
    return labels;
  }
}
