package io.github.camelcti.crowdsec.config;

import static io.github.camelcti.crowdsec.config.SettingGroup.CONNECTOR;
import static io.github.camelcti.crowdsec.config.SettingGroup.CROWDSEC;
import static io.github.camelcti.crowdsec.config.SettingGroup.LISTENING;
import static io.github.camelcti.crowdsec.config.SettingGroup.MAPPING;
import static io.github.camelcti.crowdsec.config.SettingGroup.NETWORK;
import static io.github.camelcti.crowdsec.config.SettingGroup.OPENCTI;
import static io.github.camelcti.crowdsec.config.SettingGroup.RABBITMQ;

import io.github.camelcti.crowdsec.config.type.CustomHeaders;
import io.github.camelcti.crowdsec.config.type.DurationType;
import io.github.camelcti.crowdsec.config.type.HeadersType;
import io.github.camelcti.crowdsec.config.type.LogLevel;
import io.github.camelcti.crowdsec.config.type.NoProxy;
import io.github.camelcti.crowdsec.config.type.ProxyServer;
import io.github.camelcti.crowdsec.config.type.ProxyType;
import io.github.camelcti.crowdsec.config.type.Secret;
import io.github.camelcti.crowdsec.config.type.TlsTypes;
import io.github.camelcti.crowdsec.config.type.UrlType;
import io.github.camelcti.crowdsec.config.type.ValueType;
import io.github.camelcti.crowdsec.config.type.ValueTypes;
import io.github.camelcti.crowdsec.tls.Certificates;
import io.github.camelcti.crowdsec.tls.ServerTrust;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue: every setting of the connector, declared once, in the order of the reference.
 *
 * <p>The defaults of the mapping are those in the code of the Python connector 1.1, because that is what its users
 * get; its documentation and sample file differ in places.
 */
public final class Settings {

  // Has to come before the constants, because each declaration below adds itself.
  private static final List<Setting<?>> ALL = new ArrayList<>();

  /** Earlier names, accepted with a warning. */
  private static final Map<String, List<String>> OLD_NAMES = Map.of(
      "CONNECTOR_QUEUE_PROTOCOL", List.of("QUEUE_PROTOCOL"),
      "CONNECTOR_LISTEN_PROTOCOL_API_SSL_CERT", List.of("LISTEN_PROTOCOL_API_SSL_CERT"),
      "CONNECTOR_LISTEN_PROTOCOL_API_SSL_KEY", List.of("LISTEN_PROTOCOL_API_SSL_KEY"),
      "CONNECTOR_LISTEN_PROTOCOL_API_SSL_PASSPHRASE", List.of("LISTEN_PROTOCOL_API_SSL_PASSPHRASE"),
      "CROWDSEC_API_VERSION", List.of("CROWDSEC_VERSION"));

  /** Alternative names of a variable. */
  private static final Map<String, String> OTHER_NAMES = Map.of(
      "HTTP_PROXY", "http_proxy",
      "HTTPS_PROXY", "https_proxy",
      "NO_PROXY", "no_proxy");

  private static final ValueType<Boolean> BOOL = ValueTypes.bool();
  private static final ValueType<String> TEXT = ValueTypes.text(1);
  private static final ValueType<Integer> PORT = ValueTypes.number(1, 65_535);
  private static final ValueType<Duration> TIMEOUT = DurationType.between(Duration.ofMillis(10), Duration.ofMinutes(5));
  private static final ValueType<String> COLOUR = ValueTypes.colour();

  private static final List<String> TLP_NAMES =
      List.of("TLP:CLEAR", "TLP:WHITE", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED");
  private static final List<String> PAP_NAMES =
      List.of("PAP:CLEAR", "PAP:WHITE", "PAP:GREEN", "PAP:AMBER", "PAP:RED");
  private static final List<String> REPUTATIONS =
      List.of("malicious", "suspicious", "known", "safe", "benign");
  private static final List<String> NOTE_PARTS =
      List.of("network", "scores", "classifications", "behaviors", "threats", "blocklists", "countries");
  private static final List<String> ADDRESS_TYPES = List.of("IPv4-Addr", "IPv6-Addr");

  // --- OpenCTI

  public static final Setting<String> OPENCTI_URL = required("OPENCTI_URL", OPENCTI,
      UrlType.create("http://opencti:8080", "/graphql"), "http://opencti:8080", "Address of the OpenCTI platform.");

  public static final Setting<Secret> OPENCTI_TOKEN = required("OPENCTI_TOKEN", OPENCTI, ValueTypes.token(), "ChangeMe",
      "API token of the connector's user on the platform.");

  public static final Setting<Boolean> OPENCTI_JSON_LOGGING = optional("OPENCTI_JSON_LOGGING", OPENCTI, BOOL, "true",
      "Log as JSON lines with the same fields as OpenCTI's Python connectors; false: plain text; not set: plain text on a"
          + " terminal, JSON everywhere else.");

  public static final Setting<ServerTrust> OPENCTI_SSL_VERIFY = setting("OPENCTI_SSL_VERIFY", OPENCTI,
      TlsTypes.serverTrust(), ServerTrust.system(),
      "Check the platform's certificate, and trust further authorities in addition to those of the Java runtime.");

  public static final Setting<CustomHeaders> OPENCTI_CUSTOM_HEADERS = optional("OPENCTI_CUSTOM_HEADERS", OPENCTI,
      HeadersType.create(), "X-Gateway-Key: ChangeMe; X-Tenant: soc",
      "Headers to add to every call to the platform; they may replace Authorization.");

  // --- Connector

  public static final Setting<String> CONNECTOR_ID = required("CONNECTOR_ID", CONNECTOR, ValueTypes.uuid(), "ChangeMe",
      "ID of this connector on the platform; replicas that share a queue share the ID.");

  public static final Setting<String> CONNECTOR_TYPE = setting("CONNECTOR_TYPE", CONNECTOR,
      oneOf("INTERNAL_ENRICHMENT"), "INTERNAL_ENRICHMENT", "Type of connector.");

  public static final Setting<String> CONNECTOR_NAME = setting("CONNECTOR_NAME", CONNECTOR, ValueTypes.text(2),
      "CrowdSec", "Name shown on the platform.");

  public static final Setting<List<String>> CONNECTOR_SCOPE = setting("CONNECTOR_SCOPE", CONNECTOR,
      ValueTypes.list(ADDRESS_TYPES, null), ADDRESS_TYPES, "Types of observables to enrich.");

  public static final Setting<Boolean> CONNECTOR_AUTO = setting("CONNECTOR_AUTO", CONNECTOR, BOOL, false,
      "Have the platform send every new observable in scope; each one uses quota.");

  public static final Setting<Integer> CONNECTOR_CONFIDENCE_LEVEL = optional("CONNECTOR_CONFIDENCE_LEVEL", CONNECTOR,
      ValueTypes.number(0, 100), "100",
      "Maximum confidence of a sighting, and its confidence if CrowdSec states none.");

  public static final Setting<Boolean> CONNECTOR_UPDATE_EXISTING_DATA = setting("CONNECTOR_UPDATE_EXISTING_DATA",
      CONNECTOR, BOOL, false,
      "Let the workers update existing objects if CONNECTOR_QUEUE_PROTOCOL=amqp; a bundle sent through the API always "
          + "updates them.");

  public static final Setting<Integer> CONNECTOR_CONCURRENCY = setting("CONNECTOR_CONCURRENCY", CONNECTOR,
      ValueTypes.number(1, 64), 4, "Number of jobs to process at the same time.");

  public static final Setting<String> CONNECTOR_STATE_DIRECTORY = setting("CONNECTOR_STATE_DIRECTORY", CONNECTOR, TEXT,
      "state", "Folder for state that has to survive a restart; relative to the working directory.");

  public static final Setting<Duration> CONNECTOR_SHUTDOWN_TIMEOUT = setting("CONNECTOR_SHUTDOWN_TIMEOUT", CONNECTOR,
      DurationType.between(Duration.ofSeconds(1), Duration.ofMinutes(10)), Duration.ofSeconds(30),
      "How long a stop waits for running jobs; unfinished jobs go back to the queue.");

  public static final Setting<Duration> CONNECTOR_HOOK_TIMEOUT = setting("CONNECTOR_HOOK_TIMEOUT", CONNECTOR,
      DurationType.between(Duration.ofSeconds(1), Duration.ofMinutes(10)), Duration.ofSeconds(15),
      "How long a job waits for each route of your own that hooks into the flow; then it goes on without the route.");

  public static final Setting<Boolean> CONNECTOR_ROUTES_RELOAD = setting("CONNECTOR_ROUTES_RELOAD", CONNECTOR, BOOL,
      true, "Check edited routes and reload them while the connector runs.");

  public static final Setting<Duration> CONNECTOR_STUCK_AFTER = setting("CONNECTOR_STUCK_AFTER", CONNECTOR,
      DurationType.between(Duration.ofSeconds(1), Duration.ofMinutes(25)), Duration.ofMinutes(5),
      "How long a job may stand at one step of a route before it counts as stuck; at least as long as an answer of "
          + "CrowdSec or a pause between retries may take.");

  public static final Setting<Integer> CONNECTOR_ROUTES_UNDO_FAILURES = setting("CONNECTOR_ROUTES_UNDO_FAILURES", CONNECTOR,
      ValueTypes.number(0, 1000), 5,
      "Take an edit of the routes back by itself when this many jobs have failed on it, and most of them did; 0: never.");

  public static final Setting<Duration> CONNECTOR_ROUTES_UNDO_WITHIN = setting("CONNECTOR_ROUTES_UNDO_WITHIN", CONNECTOR,
      DurationType.between(Duration.ofSeconds(1), Duration.ofDays(1)), Duration.ofMinutes(10),
      "How long after an edit that is done; what runs for longer is trusted.");

  public static final Setting<Boolean> CONNECTOR_MANAGEMENT_ENABLED = setting("CONNECTOR_MANAGEMENT_ENABLED", CONNECTOR,
      BOOL, true, "Serve /observe/health (also /live, /ready) and /observe/metrics.");

  public static final Setting<String> CONNECTOR_MANAGEMENT_HOST = setting("CONNECTOR_MANAGEMENT_HOST", CONNECTOR, TEXT,
      "127.0.0.1", "Address to serve them on; use 0.0.0.0 for Kubernetes probes. There is no login.");

  public static final Setting<Integer> CONNECTOR_MANAGEMENT_PORT = setting("CONNECTOR_MANAGEMENT_PORT", CONNECTOR, PORT,
      9876, "Port to serve them on.");

  public static final Setting<Boolean> CONNECTOR_MANAGEMENT_SSL = setting("CONNECTOR_MANAGEMENT_SSL", CONNECTOR, BOOL,
      false, "Use TLS on that port.");

  public static final Setting<Certificates> CONNECTOR_MANAGEMENT_SSL_CERT = optional("CONNECTOR_MANAGEMENT_SSL_CERT",
      CONNECTOR, TlsTypes.certificates(), "/etc/ssl/connector.pem",
      "Certificate of that port, followed by its intermediate certificates.");

  public static final Setting<Secret> CONNECTOR_MANAGEMENT_SSL_KEY = optional("CONNECTOR_MANAGEMENT_SSL_KEY", CONNECTOR,
      TlsTypes.privateKey(), "/etc/ssl/connector.key", "Private key of that certificate.");

  public static final Setting<Secret> CONNECTOR_MANAGEMENT_SSL_PASSPHRASE = optional(
      "CONNECTOR_MANAGEMENT_SSL_PASSPHRASE", CONNECTOR, ValueTypes.password(), "ChangeMe",
      "Passphrase of that key, if it is encrypted.");

  public static final Setting<Integer> CONNECTOR_TRACE_JOBS = setting("CONNECTOR_TRACE_JOBS", CONNECTOR,
      ValueTypes.number(0, 10_000), 0, "For how many of the last jobs /observe/trace/<work id> shows the steps and their "
          + "times, without the job's data; 0 for none.");

  public static final Setting<Boolean> CONNECTOR_EXPOSE_METRICS = setting("CONNECTOR_EXPOSE_METRICS", CONNECTOR, BOOL,
      false,
      "Also serve metrics on a port of their own, as the Python client library does; /observe/metrics has them either "
          + "way.");

  public static final Setting<Integer> CONNECTOR_METRICS_PORT = setting("CONNECTOR_METRICS_PORT", CONNECTOR, PORT, 9095,
      "That port. There is no login.");

  public static final Setting<String> CONNECTOR_METRICS_HOST = setting("CONNECTOR_METRICS_HOST", CONNECTOR, TEXT,
      "0.0.0.0", "Address of the network interface to open that port on.");

  public static final Setting<String> CONNECTOR_METRICS_NAMESPACE = optional("CONNECTOR_METRICS_NAMESPACE", CONNECTOR,
      ValueTypes.metricName(), "opencti",
      "Prefix of the client library's metric names, followed by an underscore.");

  public static final Setting<String> CONNECTOR_METRICS_SUBSYSTEM = optional("CONNECTOR_METRICS_SUBSYSTEM", CONNECTOR,
      ValueTypes.metricName(), "crowdsec", "Second part of those names, after the namespace.");

  public static final Setting<Boolean> CONNECTOR_TRACES_ENABLED = setting("CONNECTOR_TRACES_ENABLED", CONNECTOR, BOOL,
      false,
      "Send OpenTelemetry traces; OpenTelemetry's own variables, such as OTEL_EXPORTER_OTLP_ENDPOINT, set where to.");

  public static final Setting<LogLevel> CONNECTOR_LOG_LEVEL = setting("CONNECTOR_LOG_LEVEL", CONNECTOR, logLevel(),
      LogLevel.INFO, "Lowest level to log; what the Python client library logs as errors are errors. The start, the stop, warnings about"
          + " settings, and the beginning and end of an outage are logged at every level.");

  public static final Setting<String> CONNECTOR_QUEUE_PROTOCOL = setting("CONNECTOR_QUEUE_PROTOCOL", CONNECTOR,
      oneOf("api", "amqp"), "api",
      "How results are sent back: through the platform's API, or through RabbitMQ directly to its workers.");

  public static final Setting<String> CONNECTOR_LISTEN_PROTOCOL = setting("CONNECTOR_LISTEN_PROTOCOL", CONNECTOR,
      oneOf("AMQP", "API"), "AMQP",
      "How jobs arrive: from RabbitMQ, or as HTTP calls from the platform's workers (OpenCTI 6.6 and later).");

  // --- Jobs by HTTP

  public static final Setting<String> CONNECTOR_LISTEN_PROTOCOL_API_URI = optional("CONNECTOR_LISTEN_PROTOCOL_API_URI",
      LISTENING, UrlType.create("http://connector-crowdsec:7070", null), "http://connector-crowdsec:7070",
      "URL where the platform's workers reach this connector, without the path; if not set, http(s)://127.0.0.1 and "
          + "the port.");

  public static final Setting<Integer> CONNECTOR_LISTEN_PROTOCOL_API_PORT = setting(
      "CONNECTOR_LISTEN_PROTOCOL_API_PORT", LISTENING, PORT, 7070, "Port to listen on for these calls.");

  public static final Setting<String> CONNECTOR_LISTEN_PROTOCOL_API_HOST = setting("CONNECTOR_LISTEN_PROTOCOL_API_HOST",
      LISTENING, TEXT, "0.0.0.0", "Address of the network interface to listen on.");

  public static final Setting<String> CONNECTOR_LISTEN_PROTOCOL_API_PATH = setting("CONNECTOR_LISTEN_PROTOCOL_API_PATH",
      LISTENING, ValueTypes.path(), "/api/callback", "Path that the workers call.");

  public static final Setting<Boolean> CONNECTOR_LISTEN_PROTOCOL_API_SSL = setting("CONNECTOR_LISTEN_PROTOCOL_API_SSL",
      LISTENING, BOOL, false, "Use TLS on that port.");

  public static final Setting<Certificates> CONNECTOR_LISTEN_PROTOCOL_API_SSL_CERT = optional(
      "CONNECTOR_LISTEN_PROTOCOL_API_SSL_CERT", LISTENING, TlsTypes.certificates(), "/etc/ssl/connector.pem",
      "Certificate of that port, followed by its intermediate certificates.");

  public static final Setting<Secret> CONNECTOR_LISTEN_PROTOCOL_API_SSL_KEY = optional(
      "CONNECTOR_LISTEN_PROTOCOL_API_SSL_KEY", LISTENING, TlsTypes.privateKey(), "/etc/ssl/connector.key",
      "Private key of that certificate.");

  public static final Setting<Secret> CONNECTOR_LISTEN_PROTOCOL_API_SSL_PASSPHRASE = optional(
      "CONNECTOR_LISTEN_PROTOCOL_API_SSL_PASSPHRASE", LISTENING, ValueTypes.password(), "ChangeMe",
      "Passphrase of that key, if it is encrypted.");

  public static final Setting<Integer> CONNECTOR_LISTEN_PROTOCOL_API_QUEUE_SIZE = setting(
      "CONNECTOR_LISTEN_PROTOCOL_API_QUEUE_SIZE", LISTENING, ValueTypes.number(1, 1_000_000), 1000,
      "Maximum number of jobs to accept and keep on disk; the platform's workers have to retry any others later.");

  // --- CrowdSec

  public static final Setting<Secret> CROWDSEC_KEY = required("CROWDSEC_KEY", CROWDSEC, ValueTypes.token(), "ChangeMe",
      "CrowdSec CTI API key, from the CrowdSec Console.");

  public static final Setting<String> CROWDSEC_API_URL = setting("CROWDSEC_API_URL", CROWDSEC,
      UrlType.create("https://cti.api.crowdsec.net", "/v2"), "https://cti.api.crowdsec.net",
      "URL of the CrowdSec CTI API, without the version.");

  public static final Setting<String> CROWDSEC_API_VERSION = setting("CROWDSEC_API_VERSION", CROWDSEC, oneOf("v2"),
      "v2", "Version of the CrowdSec CTI API.");

  public static final Setting<String> CROWDSEC_MAX_TLP = setting("CROWDSEC_MAX_TLP", CROWDSEC,
      marking("tlp:", TLP_NAMES), "TLP:AMBER",
      "Strictest TLP marking at which an address is still sent to CrowdSec; an unknown level counts as over the "
          + "limit.");

  public static final Setting<String> CROWDSEC_MAX_PAP = setting("CROWDSEC_MAX_PAP", CROWDSEC,
      marking("pap:", PAP_NAMES), "PAP:AMBER",
      "Strictest PAP marking at which an address is still sent to CrowdSec; PAP:RED allows no query to a third party.");

  public static final Setting<List<String>> CROWDSEC_ONLY_LABELS = emptyList("CROWDSEC_ONLY_LABELS", CROWDSEC,
      ValueTypes.texts("empty: any"), "triage,perimeter",
      "Run automatic jobs only for observables with one of these labels; jobs from analysts and playbooks always run.");

  public static final Setting<List<String>> CROWDSEC_SKIP_LABELS = emptyList("CROWDSEC_SKIP_LABELS", CROWDSEC,
      ValueTypes.texts("empty: none"), "own-network,customer",
      "Never run automatic jobs for observables with one of these labels.");

  public static final Setting<Duration> CROWDSEC_CONNECT_TIMEOUT = setting("CROWDSEC_CONNECT_TIMEOUT", CROWDSEC,
      TIMEOUT, Duration.ofSeconds(5), "Maximum wait for a connection to CrowdSec.");

  public static final Setting<Duration> CROWDSEC_RESPONSE_TIMEOUT = setting("CROWDSEC_RESPONSE_TIMEOUT", CROWDSEC,
      TIMEOUT, Duration.ofSeconds(15), "Maximum wait for an answer from CrowdSec.");

  public static final Setting<Integer> CROWDSEC_MAX_RETRIES = setting("CROWDSEC_MAX_RETRIES", CROWDSEC,
      ValueTypes.number(0, 20), 4,
      "Number of retries after a call to CrowdSec fails for a temporary reason.");

  public static final Setting<Duration> CROWDSEC_RETRY_DELAY = setting("CROWDSEC_RETRY_DELAY", CROWDSEC,
      delay(Duration.ofMinutes(10)), Duration.ofSeconds(1),
      "Wait before the first retry; it doubles with each retry.");

  public static final Setting<Duration> CROWDSEC_RETRY_DELAY_MAX = setting("CROWDSEC_RETRY_DELAY_MAX", CROWDSEC,
      delay(Duration.ofHours(1)), Duration.ofSeconds(30), "Maximum wait between two retries.");

  public static final Setting<String> CROWDSEC_OUTAGE_POLICY = setting("CROWDSEC_OUTAGE_POLICY", CROWDSEC,
      oneOf("wait", "fail"), "wait",
      "What jobs do once CrowdSec has given one of them no usable answer in all its tries. wait: stay in the queue "
          + "until it answers again; fail: end in error.");

  public static final Setting<Duration> CROWDSEC_OUTAGE_MAX_WAIT = optional("CROWDSEC_OUTAGE_MAX_WAIT", CROWDSEC,
      delay(Duration.ofDays(366)), "7d",
      "Maximum time that jobs wait in one outage; after that they end in error until CrowdSec answers again. If not "
          + "set, they wait as long as it takes: a late enrichment is better than one that somebody has to request "
          + "again.");

  public static final Setting<Duration> CROWDSEC_OUTAGE_RETRY_DELAY_MAX = setting("CROWDSEC_OUTAGE_RETRY_DELAY_MAX",
      CROWDSEC, delay(Duration.ofDays(1)), Duration.ofMinutes(10),
      "Maximum wait between two calls that test whether an outage is over.");

  public static final Setting<String> CROWDSEC_QUOTA_POLICY = setting("CROWDSEC_QUOTA_POLICY", CROWDSEC,
      oneOf("wait", "fail"), "wait",
      "What jobs do while the quota is used up or the key is refused. wait: stay in the queue; fail: end in error.");

  public static final Setting<Duration> CROWDSEC_QUOTA_RETRY_DELAY = setting("CROWDSEC_QUOTA_RETRY_DELAY", CROWDSEC,
      delay(Duration.ofDays(1)), Duration.ofMinutes(1),
      "Wait before the first retry after the quota was used up; it doubles with each retry.");

  public static final Setting<Duration> CROWDSEC_QUOTA_RETRY_DELAY_MAX = setting("CROWDSEC_QUOTA_RETRY_DELAY_MAX",
      CROWDSEC, delay(Duration.ofDays(1)), Duration.ofHours(1),
      "Maximum wait between two such retries, and the wait after a refused key.");

  public static final Setting<Integer> CROWDSEC_QUOTA_BUDGET = optional("CROWDSEC_QUOTA_BUDGET", CROWDSEC,
      ValueTypes.number(1, 10_000_000), "30",
      "Maximum number of calls to CrowdSec within CROWDSEC_QUOTA_PERIOD; after that, jobs wait until the period ends.");

  public static final Setting<Duration> CROWDSEC_QUOTA_PERIOD = setting("CROWDSEC_QUOTA_PERIOD", CROWDSEC,
      delay(Duration.ofDays(366)), Duration.ofDays(1), "Period of that budget; it starts with its first call.");

  public static final Setting<Integer> CROWDSEC_MAX_REQUESTS_PER_SECOND = optional("CROWDSEC_MAX_REQUESTS_PER_SECOND",
      CROWDSEC, ValueTypes.number(1, 1000), "2",
      "Maximum number of calls to CrowdSec per second; further calls wait their turn.");

  public static final Setting<Duration> CROWDSEC_CACHE_TTL = setting("CROWDSEC_CACHE_TTL", CROWDSEC,
      DurationType.between(Duration.ZERO, Duration.ofDays(30)), Duration.ofHours(1),
      "How long to reuse an answer from CrowdSec for further jobs with the same address; 0: never.");

  public static final Setting<Duration> CROWDSEC_LOOK_UP_CACHE_TTL = setting("CROWDSEC_LOOK_UP_CACHE_TTL", CROWDSEC,
      DurationType.between(Duration.ZERO, Duration.ofDays(30)), Duration.ofDays(2),
      "How long the command 'enrich' reuses an answer of an earlier look-up; 0: it always asks.");

  public static final Setting<Duration> CROWDSEC_LOOK_UP_HISTORY = setting("CROWDSEC_LOOK_UP_HISTORY", CROWDSEC,
      DurationType.between(Duration.ZERO, Duration.ofDays(3660)), Duration.ofDays(90),
      "How long 'enrich' keeps answers on this computer, for itself and for 'history' and 'search'; 0: not at all.");

  public static final Setting<Boolean> CROWDSEC_SKIP_PRIVATE = setting("CROWDSEC_SKIP_PRIVATE", CROWDSEC, BOOL, true,
      "Do not send private and local addresses to CrowdSec, which can't know them.");

  // --- Mapping and labels

  public static final Setting<String> CROWDSEC_NAME = setting("CROWDSEC_NAME", MAPPING, ValueTypes.text(2), "CrowdSec",
      "Name of the organization that is the author of everything written.");

  public static final Setting<String> CROWDSEC_DESCRIPTION = setting("CROWDSEC_DESCRIPTION", MAPPING, TEXT,
      "Curated Threat Intelligence Powered by the Crowd", "Description of that organization.");

  public static final Setting<Duration> CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS = setting(
      "CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS", MAPPING,
      DurationType.between(Duration.ZERO, Duration.ofDays(3650)), Duration.ofMinutes(5),
      "Skip an observable that was enriched less than this long ago.");

  public static final Setting<Boolean> CROWDSEC_LAST_ENRICHMENT_DATE_IN_DESCRIPTION = setting(
      "CROWDSEC_LAST_ENRICHMENT_DATE_IN_DESCRIPTION", MAPPING, BOOL, true,
      "Write the time of the enrichment into the observable's description; the minimum delay needs it.");

  public static final Setting<Boolean> CROWDSEC_LAST_REPUTATION_IN_DESCRIPTION = setting(
      "CROWDSEC_LAST_REPUTATION_IN_DESCRIPTION", MAPPING, BOOL, false,
      "Write the reputation next to the time of the enrichment, so that the next one can report a change.");

  public static final Setting<List<String>> CROWDSEC_INDICATOR_CREATE_FROM = emptyList("CROWDSEC_INDICATOR_CREATE_FROM",
      MAPPING, ValueTypes.list(REPUTATIONS, "empty: no indicators"), "malicious,suspicious,known",
      "Create an indicator if the address has one of these reputations.");

  public static final Setting<Boolean> CROWDSEC_ATTACK_PATTERN_CREATE_FROM_MITRE = setting(
      "CROWDSEC_ATTACK_PATTERN_CREATE_FROM_MITRE", MAPPING, BOOL, false,
      "Create attack patterns from MITRE ATT&CK techniques.");

  public static final Setting<Boolean> CROWDSEC_VULNERABILITY_CREATE_FROM_CVE = setting(
      "CROWDSEC_VULNERABILITY_CREATE_FROM_CVE", MAPPING, BOOL, true, "Create vulnerabilities from CVEs.");

  public static final Setting<Boolean> CROWDSEC_CREATE_NOTE = setting("CROWDSEC_CREATE_NOTE", MAPPING, BOOL, false,
      "Write a note with CrowdSec's answer.");

  public static final Setting<List<String>> CROWDSEC_NOTE_LEAVE_OUT = emptyList("CROWDSEC_NOTE_LEAVE_OUT", MAPPING,
      ValueTypes.list(NOTE_PARTS, "empty: write everything"), "scores,blocklists",
      "Parts of the answer to leave out of the note.");

  public static final Setting<Boolean> CROWDSEC_CREATE_AUTONOMOUS_SYSTEM = setting("CROWDSEC_CREATE_AUTONOMOUS_SYSTEM",
      MAPPING, BOOL, false, "Create the autonomous system that the address belongs to.");

  public static final Setting<Boolean> CROWDSEC_CREATE_DOMAIN_NAME = setting("CROWDSEC_CREATE_DOMAIN_NAME", MAPPING,
      BOOL, false, "Create the address's reverse DNS name as a domain name that resolves to it.");

  public static final Setting<Boolean> CROWDSEC_CREATE_ORIGIN_COUNTRY = setting("CROWDSEC_CREATE_ORIGIN_COUNTRY",
      MAPPING, BOOL, false, "Create the country where the address is located.");

  public static final Setting<Boolean> CROWDSEC_CREATE_SIGHTING = setting("CROWDSEC_CREATE_SIGHTING", MAPPING, BOOL,
      true, "Create a sighting of the address at the organization.");

  public static final Setting<Boolean> CROWDSEC_CREATE_TARGETED_COUNTRIES_SIGHTINGS = setting(
      "CROWDSEC_CREATE_TARGETED_COUNTRIES_SIGHTINGS", MAPPING, BOOL, true,
      "Create a sighting in each country that was attacked.");

  public static final Setting<Boolean> CROWDSEC_LABELS_SCENARIO_NAME = setting("CROWDSEC_LABELS_SCENARIO_NAME", MAPPING,
      BOOL, true, "Add labels with the names of attack scenarios.");

  public static final Setting<Boolean> CROWDSEC_LABELS_SCENARIO_LABEL = setting("CROWDSEC_LABELS_SCENARIO_LABEL",
      MAPPING, BOOL, true, "Add labels with the readable titles of attack scenarios.");

  public static final Setting<String> CROWDSEC_LABELS_SCENARIO_COLOR = setting("CROWDSEC_LABELS_SCENARIO_COLOR",
      MAPPING, COLOUR, "#2E2A14", "Colour of scenario labels.");

  public static final Setting<Boolean> CROWDSEC_LABELS_CVE = setting("CROWDSEC_LABELS_CVE", MAPPING, BOOL, false,
      "Add CVE labels.");

  public static final Setting<String> CROWDSEC_LABELS_CVE_COLOR = setting("CROWDSEC_LABELS_CVE_COLOR", MAPPING, COLOUR,
      "#800080", "Colour of CVE labels.");

  public static final Setting<Boolean> CROWDSEC_LABELS_MITRE = setting("CROWDSEC_LABELS_MITRE", MAPPING, BOOL, false,
      "Add MITRE ATT&CK technique labels.");

  public static final Setting<String> CROWDSEC_LABELS_MITRE_COLOR = setting("CROWDSEC_LABELS_MITRE_COLOR", MAPPING,
      COLOUR, "#000080", "Colour of technique labels.");

  public static final Setting<Boolean> CROWDSEC_LABELS_BEHAVIOR = setting("CROWDSEC_LABELS_BEHAVIOR", MAPPING, BOOL,
      false, "Add behavior labels.");

  public static final Setting<String> CROWDSEC_LABELS_BEHAVIOR_COLOR = setting("CROWDSEC_LABELS_BEHAVIOR_COLOR",
      MAPPING, COLOUR, "#808000", "Colour of behavior labels.");

  public static final Setting<Boolean> CROWDSEC_LABELS_FALSE_POSITIVE = setting("CROWDSEC_LABELS_FALSE_POSITIVE",
      MAPPING, BOOL, true,
      "Add labels with the reasons why CrowdSec does not consider the address malicious, for example Public DNS "
          + "resolver.");

  public static final Setting<String> CROWDSEC_LABELS_FALSE_POSITIVE_COLOR = setting(
      "CROWDSEC_LABELS_FALSE_POSITIVE_COLOR", MAPPING, COLOUR, "#008080", "Colour of false positive labels.");

  public static final Setting<Boolean> CROWDSEC_LABELS_CLASSIFICATION = setting("CROWDSEC_LABELS_CLASSIFICATION",
      MAPPING, BOOL, false,
      "Add labels that say what the address is, for example Tor, VPN, proxy, scanner or a known service.");

  public static final Setting<String> CROWDSEC_LABELS_CLASSIFICATION_COLOR = setting(
      "CROWDSEC_LABELS_CLASSIFICATION_COLOR", MAPPING, COLOUR, "#4682B4", "Colour of classification labels.");

  public static final Setting<Boolean> CROWDSEC_LABELS_REPUTATION = setting("CROWDSEC_LABELS_REPUTATION", MAPPING, BOOL,
      false, "Add a label with the reputation.");

  public static final Setting<String> CROWDSEC_LABELS_REPUTATION_MALICIOUS_COLOR = setting(
      "CROWDSEC_LABELS_REPUTATION_MALICIOUS_COLOR", MAPPING, COLOUR, "#FF0000", "Colour of the label malicious.");

  public static final Setting<String> CROWDSEC_LABELS_REPUTATION_SUSPICIOUS_COLOR = setting(
      "CROWDSEC_LABELS_REPUTATION_SUSPICIOUS_COLOR", MAPPING, COLOUR, "#FFA500", "Colour of the label suspicious.");

  public static final Setting<String> CROWDSEC_LABELS_REPUTATION_KNOWN_COLOR = setting(
      "CROWDSEC_LABELS_REPUTATION_KNOWN_COLOR", MAPPING, COLOUR, "#808080", "Colour of the label known.");

  public static final Setting<String> CROWDSEC_LABELS_REPUTATION_SAFE_COLOR = setting(
      "CROWDSEC_LABELS_REPUTATION_SAFE_COLOR", MAPPING, COLOUR, "#00BFFF", "Colour of the label safe.");

  public static final Setting<String> CROWDSEC_LABELS_REPUTATION_BENIGN_COLOR = setting(
      "CROWDSEC_LABELS_REPUTATION_BENIGN_COLOR", MAPPING, COLOUR, "#008000", "Colour of the label benign.");

  // --- Proxies and certificates of HTTP connections

  public static final Setting<ProxyServer> HTTP_PROXY = optional("HTTP_PROXY", NETWORK, ProxyType.create(),
      "http://proxy:3128", "Proxy for servers whose URL starts with http://.");

  public static final Setting<ProxyServer> HTTPS_PROXY = optional("HTTPS_PROXY", NETWORK, ProxyType.create(),
      "http://proxy:3128", "Proxy for servers whose URL starts with https://.");

  public static final Setting<NoProxy> NO_PROXY = optional("NO_PROXY", NETWORK, ValueTypes.noProxy(),
      "opencti,10.0.0.0/8,.example.org", "Servers to reach without a proxy.");

  public static final Setting<Certificates> HTTPS_CA_CERTIFICATES = optional("HTTPS_CA_CERTIFICATES", NETWORK,
      TlsTypes.certificates(), "/etc/ssl/private-ca.pem",
      "Authorities to trust for the platform and CrowdSec, in addition to those of the Java runtime.");

  // --- RabbitMQ: if not set, what the platform says at registration

  public static final Setting<String> MQ_HOST = optional("MQ_HOST", RABBITMQ, TEXT, "rabbitmq",
      "Host of the broker, if the name that the platform gives does not resolve here.");

  public static final Setting<Integer> MQ_PORT = optional("MQ_PORT", RABBITMQ, PORT, "5672", "Port of the broker.");

  public static final Setting<String> MQ_VHOST = optional("MQ_VHOST", RABBITMQ, TEXT, "/",
      "Virtual host of the broker.");

  public static final Setting<String> MQ_USER = optional("MQ_USER", RABBITMQ, TEXT, "opencti", "User at the broker.");

  public static final Setting<Secret> MQ_PASS = optional("MQ_PASS", RABBITMQ, ValueTypes.password(), "ChangeMe",
      "Password of that user.");

  public static final Setting<Boolean> MQ_USE_SSL = optional("MQ_USE_SSL", RABBITMQ, BOOL, "false",
      "Encrypt the connection to the broker.");

  public static final Setting<Certificates> MQ_USE_SSL_CA = optional("MQ_USE_SSL_CA", RABBITMQ, TlsTypes.certificates(),
      "/etc/ssl/broker-ca.pem", "Authorities to trust for the broker, in addition to those of the Java runtime.");

  public static final Setting<Certificates> MQ_USE_SSL_CERT = optional("MQ_USE_SSL_CERT", RABBITMQ,
      TlsTypes.certificates(), "/etc/ssl/client.pem",
      "Client certificate for the broker, followed by its intermediate certificates.");

  public static final Setting<Secret> MQ_USE_SSL_KEY = optional("MQ_USE_SSL_KEY", RABBITMQ, TlsTypes.privateKey(),
      "/etc/ssl/client.key", "Private key of the client certificate.");

  public static final Setting<Secret> MQ_USE_SSL_PASSPHRASE = optional("MQ_USE_SSL_PASSPHRASE", RABBITMQ,
      ValueTypes.password(), "ChangeMe", "Passphrase of that key, if it is encrypted.");

  public static final Setting<Boolean> MQ_USE_SSL_REJECT_UNAUTHORIZED = setting("MQ_USE_SSL_REJECT_UNAUTHORIZED",
      RABBITMQ, BOOL, true, "Check the broker's certificate and host name; the Python library does not.");

  private Settings() {}

  /** All settings in the order of the reference, unmodifiable. */
  public static List<Setting<?>> all() {
    return Collections.unmodifiableList(ALL);
  }

  private static <T> Setting<T> required(
      String name, SettingGroup group, ValueType<T> type, String example, String description) {
    return declare(name, group, type, null, true, example, description);
  }

  private static <T> Setting<T> optional(
      String name, SettingGroup group, ValueType<T> type, String example, String description) {
    return declare(name, group, type, null, false, example, description);
  }

  private static <T> Setting<T> setting(
      String name, SettingGroup group, ValueType<T> type, T byDefault, String description) {
    return declare(name, group, type, byDefault, false, null, description);
  }

  private static Setting<List<String>> emptyList(
      String name, SettingGroup group, ValueType<List<String>> type, String example, String description) {
    return declare(name, group, type, List.of(), false, example, description);
  }

  private static <T> Setting<T> declare(String name, SettingGroup group, ValueType<T> type, @Nullable T byDefault,
      boolean required, @Nullable String example, String description) {
    Setting<T> setting = new Setting<>(name, group, type, byDefault, required, example, description,
        OLD_NAMES.getOrDefault(name, List.of()), OTHER_NAMES.get(name));
    ALL.add(setting);
    return setting;
  }

  private static ValueType<Duration> delay(Duration longest) {
    return DurationType.between(Duration.ofMillis(1), longest);
  }

  private static ValueType<String> oneOf(String... words) {
    Map<String, String> byWord = new LinkedHashMap<>();
    for (String word : words) {
      byWord.put(word.toLowerCase(Locale.ROOT), word);
    }
    return ValueTypes.choice(byWord, List.of(words));
  }

  /** Level names in any case and also without prefix; those of TLP 1 and 2, as in the platform's own check. */
  private static ValueType<String> marking(String prefix, List<String> names) {
    Map<String, String> words = new LinkedHashMap<>();
    for (String name : names) {
      String lower = name.toLowerCase(Locale.ROOT);
      words.put(lower, name);
      words.put(lower.substring(prefix.length()), name);
    }
    return ValueTypes.choice(words, names);
  }

  /** Python's names; {@code warn} and {@code fatal} are its synonyms. */
  private static ValueType<LogLevel> logLevel() {
    Map<String, LogLevel> words = new LinkedHashMap<>();
    for (LogLevel level : LogLevel.values()) {
      words.put(level.toString(), level);
      words.put(level.log4j(), level);
    }
    return ValueTypes.choice(words, List.of("trace", "debug", "info", "warning", "warn", "error", "critical"));
  }
}
