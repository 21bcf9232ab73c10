package io.github.camelcti.crowdsec.config;

import static io.github.camelcti.crowdsec.config.SettingGroup.CONNECTOR;
import static io.github.camelcti.crowdsec.config.SettingGroup.CROWDSEC;
import static io.github.camelcti.crowdsec.config.SettingGroup.LISTENING;
import static io.github.camelcti.crowdsec.config.SettingGroup.MAPPING;
import static io.github.camelcti.crowdsec.config.SettingGroup.NETWORK;
import static io.github.camelcti.crowdsec.config.SettingGroup.OPENCTI;
import static io.github.camelcti.crowdsec.config.SettingGroup.RABBITMQ;

import io.github.camelcti.crowdsec.config.type.CustomHeaders;
import io.github.camelcti.crowdsec.config.type.LogLevel;
import io.github.camelcti.crowdsec.config.type.NoProxy;
import io.github.camelcti.crowdsec.config.type.ProxyServer;
import io.github.camelcti.crowdsec.config.type.Secret;
import io.github.camelcti.crowdsec.config.type.TlsTypes;
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

/**
 * The catalogue: every setting of the connector, declared once, in the order of the reference.
 *
 * <p>Defaults of the mapping are those in the code of the Python connector 1.1, which is what its users have
 * in practice; its documents and its sample file disagree with it in places.
 */
public final class Settings {

  // Before the constants: each declaration below adds itself.
  private static final List<Setting<?>> ALL = new ArrayList<>();

  private static final List<String> TLP_NAMES =
      List.of("TLP:CLEAR", "TLP:WHITE", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED");
  private static final List<String> PAP_NAMES =
      List.of("PAP:CLEAR", "PAP:WHITE", "PAP:GREEN", "PAP:AMBER", "PAP:RED");
  private static final List<String> REPUTATIONS =
      List.of("malicious", "suspicious", "known", "safe", "benign");
  private static final List<String> ADDRESS_TYPES = List.of("IPv4-Addr", "IPv6-Addr");

  // --- OpenCTI

  public static final Setting<String> OPENCTI_URL = declare(
      Setting.named("OPENCTI_URL", OPENCTI, ValueTypes.url("http://opencti:8080", "/graphql"))
          .required()
          .example("http://opencti:8080")
          .description("Address of the OpenCTI platform."));

  public static final Setting<Secret> OPENCTI_TOKEN = declare(
      Setting.named("OPENCTI_TOKEN", OPENCTI, ValueTypes.token())
          .required()
          .example("ChangeMe")
          .description("API token of the connector's user on the platform."));

  public static final Setting<Boolean> OPENCTI_JSON_LOGGING = declare(
      Setting.named("OPENCTI_JSON_LOGGING", OPENCTI, ValueTypes.bool())
          .defaultValue(true)
          .description("Logs as JSON lines with the fields of OpenCTI's Python connectors; false: text."));

  public static final Setting<ServerTrust> OPENCTI_SSL_VERIFY = declare(
      Setting.named("OPENCTI_SSL_VERIFY", OPENCTI, TlsTypes.serverTrust())
          .defaultValue(ServerTrust.system())
          .description("Whether the platform's certificate is checked, and which authorities are trusted "
              + "on top of those of the Java runtime."));

  public static final Setting<CustomHeaders> OPENCTI_CUSTOM_HEADERS = declare(
      Setting.named("OPENCTI_CUSTOM_HEADERS", OPENCTI, ValueTypes.headers())
          .example("X-Gateway-Key: ChangeMe; X-Tenant: soc")
          .description("Headers that are added to every call of the platform; they may replace Authorization."));

  // --- Connector

  public static final Setting<String> CONNECTOR_ID = declare(
      Setting.named("CONNECTOR_ID", CONNECTOR, ValueTypes.uuid())
          .required()
          .example("ChangeMe")
          .description("Identity of this connector on the platform; replicas that share a queue share it."));

  public static final Setting<String> CONNECTOR_TYPE = declare(
      Setting.named("CONNECTOR_TYPE", CONNECTOR, oneOf("INTERNAL_ENRICHMENT"))
          .defaultValue("INTERNAL_ENRICHMENT")
          .description("Kind of connector."));

  public static final Setting<String> CONNECTOR_NAME = declare(
      Setting.named("CONNECTOR_NAME", CONNECTOR, ValueTypes.text(2))
          .defaultValue("CrowdSec")
          .description("Name that the platform shows."));

  public static final Setting<List<String>> CONNECTOR_SCOPE = declare(
      Setting.named("CONNECTOR_SCOPE", CONNECTOR, ValueTypes.list(ADDRESS_TYPES, null))
          .defaultValue(ADDRESS_TYPES)
          .description("Types of observables that are enriched."));

  public static final Setting<Boolean> CONNECTOR_AUTO = declare(
      Setting.named("CONNECTOR_AUTO", CONNECTOR, ValueTypes.bool())
          .defaultValue(false)
          .description("Whether the platform sends every new observable in scope; each costs quota."));

  public static final Setting<Integer> CONNECTOR_CONFIDENCE_LEVEL = declare(
      Setting.named("CONNECTOR_CONFIDENCE_LEVEL", CONNECTOR, ValueTypes.number(0, 100))
          .example("100")
          .description("Highest confidence of a sighting, and its confidence where CrowdSec states none."));

  public static final Setting<Boolean> CONNECTOR_UPDATE_EXISTING_DATA = declare(
      Setting.named("CONNECTOR_UPDATE_EXISTING_DATA", CONNECTOR, ValueTypes.bool())
          .defaultValue(false)
          .description("Whether the workers update what exists, with CONNECTOR_QUEUE_PROTOCOL=amqp; a bundle by the API always does."));

  public static final Setting<Integer> CONNECTOR_CONCURRENCY = declare(
      Setting.named("CONNECTOR_CONCURRENCY", CONNECTOR, ValueTypes.number(1, 64))
          .defaultValue(4)
          .description("Number of jobs that are worked on at the same time."));

  public static final Setting<String> CONNECTOR_STATE_DIRECTORY = declare(
      Setting.named("CONNECTOR_STATE_DIRECTORY", CONNECTOR, ValueTypes.text(1))
          .defaultValue("state")
          .description("Folder for what has to survive a restart; relative to the working folder."));

  public static final Setting<Duration> CONNECTOR_SHUTDOWN_TIMEOUT = declare(
      Setting.named("CONNECTOR_SHUTDOWN_TIMEOUT", CONNECTOR, ValueTypes.duration(Duration.ofSeconds(1), Duration.ofMinutes(10)))
          .defaultValue(Duration.ofSeconds(30))
          .description("A stop waits so long for the jobs in hand; what is not done by then goes back to the queue."));

  public static final Setting<Boolean> CONNECTOR_ROUTES_RELOAD = declare(
      Setting.named("CONNECTOR_ROUTES_RELOAD", CONNECTOR, ValueTypes.bool())
          .defaultValue(true)
          .description("Whether edited routes are checked and put to work while the connector runs."));

  public static final Setting<Boolean> CONNECTOR_MANAGEMENT_ENABLED = declare(
      Setting.named("CONNECTOR_MANAGEMENT_ENABLED", CONNECTOR, ValueTypes.bool())
          .defaultValue(true)
          .description("Whether /observe/health (also /live, /ready) and /observe/metrics are served."));

  public static final Setting<String> CONNECTOR_MANAGEMENT_HOST = declare(
      Setting.named("CONNECTOR_MANAGEMENT_HOST", CONNECTOR, ValueTypes.text(1))
          .defaultValue("127.0.0.1")
          .description("Address that they are served at; 0.0.0.0 for the probes of Kubernetes. There is no log-in."));

  public static final Setting<Integer> CONNECTOR_MANAGEMENT_PORT = declare(
      Setting.named("CONNECTOR_MANAGEMENT_PORT", CONNECTOR, ValueTypes.number(1, 65_535))
          .defaultValue(9876)
          .description("Port that they are served at."));

  public static final Setting<Boolean> CONNECTOR_MANAGEMENT_SSL = declare(
      Setting.named("CONNECTOR_MANAGEMENT_SSL", CONNECTOR, ValueTypes.bool())
          .defaultValue(false)
          .description("Whether that port speaks TLS."));

  public static final Setting<Certificates> CONNECTOR_MANAGEMENT_SSL_CERT = declare(
      Setting.named("CONNECTOR_MANAGEMENT_SSL_CERT", CONNECTOR, TlsTypes.certificates())
          .example("/etc/ssl/connector.pem")
          .description("Certificate of that port, followed by the authorities between it and the root."));

  public static final Setting<Secret> CONNECTOR_MANAGEMENT_SSL_KEY = declare(
      Setting.named("CONNECTOR_MANAGEMENT_SSL_KEY", CONNECTOR, TlsTypes.privateKey())
          .example("/etc/ssl/connector.key")
          .description("Key of that certificate."));

  public static final Setting<Secret> CONNECTOR_MANAGEMENT_SSL_PASSPHRASE = declare(
      Setting.named("CONNECTOR_MANAGEMENT_SSL_PASSPHRASE", CONNECTOR, ValueTypes.password())
          .example("ChangeMe")
          .description("Passphrase of that key, if it is encrypted."));

  public static final Setting<Boolean> CONNECTOR_EXPOSE_METRICS = declare(
      Setting.named("CONNECTOR_EXPOSE_METRICS", CONNECTOR, ValueTypes.bool())
          .defaultValue(false)
          .description("Whether metrics are served on a port of their own, as the Python client library does; "
              + "/observe/metrics has them in any case."));

  public static final Setting<Integer> CONNECTOR_METRICS_PORT = declare(
      Setting.named("CONNECTOR_METRICS_PORT", CONNECTOR, ValueTypes.number(1, 65_535))
          .defaultValue(9095)
          .description("That port. There is no log-in."));

  public static final Setting<String> CONNECTOR_METRICS_HOST = declare(
      Setting.named("CONNECTOR_METRICS_HOST", CONNECTOR, ValueTypes.text(1))
          .defaultValue("0.0.0.0")
          .description("Address of the network interface that the port is opened on."));

  public static final Setting<String> CONNECTOR_METRICS_NAMESPACE = declare(
      Setting.named("CONNECTOR_METRICS_NAMESPACE", CONNECTOR, ValueTypes.metricName())
          .example("opencti")
          .description("Stands before the names of the client library's metrics, with an underscore."));

  public static final Setting<String> CONNECTOR_METRICS_SUBSYSTEM = declare(
      Setting.named("CONNECTOR_METRICS_SUBSYSTEM", CONNECTOR, ValueTypes.metricName())
          .example("crowdsec")
          .description("Stands between the namespace and those names."));

  public static final Setting<Boolean> CONNECTOR_TRACES_ENABLED = declare(
      Setting.named("CONNECTOR_TRACES_ENABLED", CONNECTOR, ValueTypes.bool())
          .defaultValue(false)
          .description("Whether OpenTelemetry traces are sent; where to is set by OpenTelemetry's own variables, such as "
              + "OTEL_EXPORTER_OTLP_ENDPOINT."));

  public static final Setting<LogLevel> CONNECTOR_LOG_LEVEL = declare(
      Setting.named("CONNECTOR_LOG_LEVEL", CONNECTOR, logLevel())
          .defaultValue(LogLevel.INFO)
          .description("Least severe level that is logged."));

  public static final Setting<String> CONNECTOR_QUEUE_PROTOCOL = declare(
      Setting.named("CONNECTOR_QUEUE_PROTOCOL", CONNECTOR, oneOf("api", "amqp"))
          .defaultValue("api")
          .oldNames("QUEUE_PROTOCOL")
          .description("How results go back: by the platform's API, or by RabbitMQ straight to its workers."));

  public static final Setting<String> CONNECTOR_LISTEN_PROTOCOL = declare(
      Setting.named("CONNECTOR_LISTEN_PROTOCOL", CONNECTOR, oneOf("AMQP", "API"))
          .defaultValue("AMQP")
          .description("How jobs come: from RabbitMQ, or by calls of the platform's workers (OpenCTI 6.6 and later)."));

  // --- Jobs by HTTP

  public static final Setting<String> CONNECTOR_LISTEN_PROTOCOL_API_URI = declare(
      Setting.named("CONNECTOR_LISTEN_PROTOCOL_API_URI", LISTENING, ValueTypes.url("http://connector-crowdsec:7070", null))
          .example("http://connector-crowdsec:7070")
          .description("Address of this connector as the platform's workers reach it, without the path; without a value "
              + "http(s)://127.0.0.1 and the port."));

  public static final Setting<Integer> CONNECTOR_LISTEN_PROTOCOL_API_PORT = declare(
      Setting.named("CONNECTOR_LISTEN_PROTOCOL_API_PORT", LISTENING, ValueTypes.number(1, 65_535))
          .defaultValue(7070)
          .description("Port that takes the calls."));

  public static final Setting<String> CONNECTOR_LISTEN_PROTOCOL_API_HOST = declare(
      Setting.named("CONNECTOR_LISTEN_PROTOCOL_API_HOST", LISTENING, ValueTypes.text(1))
          .defaultValue("0.0.0.0")
          .description("Address of the network interface that takes the calls."));

  public static final Setting<String> CONNECTOR_LISTEN_PROTOCOL_API_PATH = declare(
      Setting.named("CONNECTOR_LISTEN_PROTOCOL_API_PATH", LISTENING, ValueTypes.path())
          .defaultValue("/api/callback")
          .description("Path of the calls."));

  public static final Setting<Boolean> CONNECTOR_LISTEN_PROTOCOL_API_SSL = declare(
      Setting.named("CONNECTOR_LISTEN_PROTOCOL_API_SSL", LISTENING, ValueTypes.bool())
          .defaultValue(false)
          .description("Whether the port speaks TLS."));

  public static final Setting<Certificates> CONNECTOR_LISTEN_PROTOCOL_API_SSL_CERT = declare(
      Setting.named("CONNECTOR_LISTEN_PROTOCOL_API_SSL_CERT", LISTENING, TlsTypes.certificates())
          .oldNames("LISTEN_PROTOCOL_API_SSL_CERT")
          .example("/etc/ssl/connector.pem")
          .description("Certificate of that port, followed by the authorities between it and the root."));

  public static final Setting<Secret> CONNECTOR_LISTEN_PROTOCOL_API_SSL_KEY = declare(
      Setting.named("CONNECTOR_LISTEN_PROTOCOL_API_SSL_KEY", LISTENING, TlsTypes.privateKey())
          .oldNames("LISTEN_PROTOCOL_API_SSL_KEY")
          .example("/etc/ssl/connector.key")
          .description("Key of that certificate."));

  public static final Setting<Secret> CONNECTOR_LISTEN_PROTOCOL_API_SSL_PASSPHRASE = declare(
      Setting.named("CONNECTOR_LISTEN_PROTOCOL_API_SSL_PASSPHRASE", LISTENING, ValueTypes.password())
          .oldNames("LISTEN_PROTOCOL_API_SSL_PASSPHRASE")
          .example("ChangeMe")
          .description("Passphrase of that key, if it is encrypted."));

  public static final Setting<Integer> CONNECTOR_LISTEN_PROTOCOL_API_QUEUE_SIZE = declare(
      Setting.named("CONNECTOR_LISTEN_PROTOCOL_API_QUEUE_SIZE", LISTENING, ValueTypes.number(1, 1_000_000))
          .defaultValue(1000)
          .description("Most jobs that are taken and kept on disk; more are left to the platform's workers for later."));

  // --- CrowdSec

  public static final Setting<Secret> CROWDSEC_KEY = declare(
      Setting.named("CROWDSEC_KEY", CROWDSEC, ValueTypes.token())
          .required()
          .example("ChangeMe")
          .description("Key of the CrowdSec CTI API, from the CrowdSec Console."));

  public static final Setting<String> CROWDSEC_API_URL = declare(
      Setting.named("CROWDSEC_API_URL", CROWDSEC, ValueTypes.url("https://cti.api.crowdsec.net", "/v2"))
          .defaultValue("https://cti.api.crowdsec.net")
          .description("Address of the CrowdSec CTI API, without the version."));

  public static final Setting<String> CROWDSEC_API_VERSION = declare(
      Setting.named("CROWDSEC_API_VERSION", CROWDSEC, oneOf("v2"))
          .defaultValue("v2")
          .oldNames("CROWDSEC_VERSION")
          .description("Version of the CrowdSec CTI API."));

  public static final Setting<String> CROWDSEC_MAX_TLP = declare(
      Setting.named("CROWDSEC_MAX_TLP", CROWDSEC, marking("tlp:", TLP_NAMES))
          .defaultValue("TLP:AMBER")
          .description("Strictest TLP marking of an observable whose address is still sent to CrowdSec; a level that is not "
              + "known is over it."));

  public static final Setting<String> CROWDSEC_MAX_PAP = declare(
      Setting.named("CROWDSEC_MAX_PAP", CROWDSEC, marking("pap:", PAP_NAMES))
          .defaultValue("PAP:AMBER")
          .description("Strictest PAP marking of an observable whose address is still sent to CrowdSec: PAP:RED allows no "
              + "question to a third party."));

  public static final Setting<List<String>> CROWDSEC_ONLY_LABELS = declare(
      Setting.named("CROWDSEC_ONLY_LABELS", CROWDSEC, ValueTypes.texts("empty: any"))
          .defaultValue(List.of())
          .example("triage,perimeter")
          .description("Automatic jobs are done only for observables with one of these labels; jobs of analysts and of "
              + "playbooks always."));

  public static final Setting<List<String>> CROWDSEC_SKIP_LABELS = declare(
      Setting.named("CROWDSEC_SKIP_LABELS", CROWDSEC, ValueTypes.texts("empty: none"))
          .defaultValue(List.of())
          .example("own-network,customer")
          .description("Automatic jobs are never done for observables with one of these labels."));

  public static final Setting<Duration> CROWDSEC_CONNECT_TIMEOUT = declare(
      Setting.named("CROWDSEC_CONNECT_TIMEOUT", CROWDSEC, timeout())
          .defaultValue(Duration.ofSeconds(5))
          .description("Longest wait for a connection to CrowdSec."));

  public static final Setting<Duration> CROWDSEC_RESPONSE_TIMEOUT = declare(
      Setting.named("CROWDSEC_RESPONSE_TIMEOUT", CROWDSEC, timeout())
          .defaultValue(Duration.ofSeconds(15))
          .description("Longest wait for an answer of CrowdSec."));

  public static final Setting<Integer> CROWDSEC_MAX_RETRIES = declare(
      Setting.named("CROWDSEC_MAX_RETRIES", CROWDSEC, ValueTypes.number(0, 20))
          .defaultValue(4)
          .description("Number of further tries after a call to CrowdSec that failed for a passing reason."));

  public static final Setting<Duration> CROWDSEC_RETRY_DELAY = declare(
      Setting.named("CROWDSEC_RETRY_DELAY", CROWDSEC, delay(Duration.ofMinutes(10)))
          .defaultValue(Duration.ofSeconds(1))
          .description("Wait before the first further try; it doubles with each one."));

  public static final Setting<Duration> CROWDSEC_RETRY_DELAY_MAX = declare(
      Setting.named("CROWDSEC_RETRY_DELAY_MAX", CROWDSEC, delay(Duration.ofHours(1)))
          .defaultValue(Duration.ofSeconds(30))
          .description("Longest wait between two tries."));

  public static final Setting<String> CROWDSEC_OUTAGE_POLICY = declare(
      Setting.named("CROWDSEC_OUTAGE_POLICY", CROWDSEC, oneOf("wait", "fail"))
          .defaultValue("wait")
          .description("When CrowdSec gives a job no usable answer with all its tries, jobs wait in the queue until it does; "
              + "fail: end in error."));

  public static final Setting<Duration> CROWDSEC_OUTAGE_MAX_WAIT = declare(
      Setting.named("CROWDSEC_OUTAGE_MAX_WAIT", CROWDSEC, delay(Duration.ofDays(366)))
          .example("7d")
          .description("Longest time that jobs wait in one outage; then they end in error until CrowdSec answers. Without a "
              + "value as long as it takes: a late enrichment is worth more than one that somebody has to ask for again."));

  public static final Setting<Duration> CROWDSEC_OUTAGE_RETRY_DELAY_MAX = declare(
      Setting.named("CROWDSEC_OUTAGE_RETRY_DELAY_MAX", CROWDSEC, delay(Duration.ofDays(1)))
          .defaultValue(Duration.ofMinutes(10))
          .description("Longest wait between two calls that find out whether an outage is over."));

  public static final Setting<String> CROWDSEC_QUOTA_POLICY = declare(
      Setting.named("CROWDSEC_QUOTA_POLICY", CROWDSEC, oneOf("wait", "fail"))
          .defaultValue("wait")
          .description("While the quota is used up or the key refused, jobs wait in the queue; fail: end in error."));

  public static final Setting<Duration> CROWDSEC_QUOTA_RETRY_DELAY = declare(
      Setting.named("CROWDSEC_QUOTA_RETRY_DELAY", CROWDSEC, delay(Duration.ofDays(1)))
          .defaultValue(Duration.ofMinutes(1))
          .description("Wait before the first try after the quota was used up; it doubles with each one."));

  public static final Setting<Duration> CROWDSEC_QUOTA_RETRY_DELAY_MAX = declare(
      Setting.named("CROWDSEC_QUOTA_RETRY_DELAY_MAX", CROWDSEC, delay(Duration.ofDays(1)))
          .defaultValue(Duration.ofHours(1))
          .description("Longest wait between two such tries, and the wait after a refused key."));

  public static final Setting<Integer> CROWDSEC_QUOTA_BUDGET = declare(
      Setting.named("CROWDSEC_QUOTA_BUDGET", CROWDSEC, ValueTypes.number(1, 10_000_000))
          .example("30")
          .description("Most calls to CrowdSec within CROWDSEC_QUOTA_PERIOD; then jobs wait for the period's end."));

  public static final Setting<Duration> CROWDSEC_QUOTA_PERIOD = declare(
      Setting.named("CROWDSEC_QUOTA_PERIOD", CROWDSEC, delay(Duration.ofDays(366)))
          .defaultValue(Duration.ofDays(1))
          .description("Period of that budget; it begins with its first call."));

  public static final Setting<Integer> CROWDSEC_MAX_REQUESTS_PER_SECOND = declare(
      Setting.named("CROWDSEC_MAX_REQUESTS_PER_SECOND", CROWDSEC, ValueTypes.number(1, 1000))
          .example("2")
          .description("Most calls to CrowdSec in one second; the next ones wait for their turn."));

  public static final Setting<Duration> CROWDSEC_CACHE_TTL = declare(
      Setting.named("CROWDSEC_CACHE_TTL", CROWDSEC, ValueTypes.duration(Duration.ZERO, Duration.ofDays(30)))
          .defaultValue(Duration.ofHours(1))
          .description("An answer of CrowdSec serves further jobs of the same address for so long; 0: never."));

  public static final Setting<Boolean> CROWDSEC_SKIP_PRIVATE = declare(
      Setting.named("CROWDSEC_SKIP_PRIVATE", CROWDSEC, ValueTypes.bool())
          .defaultValue(true)
          .description("Private and local addresses are not sent to CrowdSec, which can't know them."));

  // --- Mapping and labels

  public static final Setting<String> CROWDSEC_NAME = declare(
      Setting.named("CROWDSEC_NAME", MAPPING, ValueTypes.text(2))
          .defaultValue("CrowdSec")
          .description("Name of the organization that is the author of what is written."));

  public static final Setting<String> CROWDSEC_DESCRIPTION = declare(
      Setting.named("CROWDSEC_DESCRIPTION", MAPPING, ValueTypes.text(1))
          .defaultValue("Curated Threat Intelligence Powered by the Crowd")
          .description("Description of that organization."));

  public static final Setting<Duration> CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS = declare(
      Setting.named("CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS", MAPPING, age())
          .defaultValue(Duration.ofSeconds(300))
          .description("An observable that was enriched less than this long ago is left as it is."));

  public static final Setting<Boolean> CROWDSEC_LAST_ENRICHMENT_DATE_IN_DESCRIPTION = flag(
      "CROWDSEC_LAST_ENRICHMENT_DATE_IN_DESCRIPTION", true,
      "Writes the time of the enrichment into the observable's description; the minimum delay needs it.");

  public static final Setting<Boolean> CROWDSEC_LAST_REPUTATION_IN_DESCRIPTION = flag(
      "CROWDSEC_LAST_REPUTATION_IN_DESCRIPTION", false,
      "Writes the reputation beside the time of the enrichment, so that the next one can say that it has changed.");

  public static final Setting<List<String>> CROWDSEC_INDICATOR_CREATE_FROM = declare(
      Setting.named("CROWDSEC_INDICATOR_CREATE_FROM", MAPPING, reputations())
          .defaultValue(List.of())
          .example("malicious,suspicious,known")
          .description("Reputations of an address that lead to an indicator."));

  public static final Setting<Boolean> CROWDSEC_ATTACK_PATTERN_CREATE_FROM_MITRE = flag(
      "CROWDSEC_ATTACK_PATTERN_CREATE_FROM_MITRE", false,
      "Writes attack patterns from MITRE ATT&CK techniques.");

  public static final Setting<Boolean> CROWDSEC_VULNERABILITY_CREATE_FROM_CVE =
      flag("CROWDSEC_VULNERABILITY_CREATE_FROM_CVE", true, "Writes vulnerabilities from CVEs.");

  public static final Setting<Boolean> CROWDSEC_CREATE_NOTE =
      flag("CROWDSEC_CREATE_NOTE", false, "Writes a note with what CrowdSec answered.");

  public static final Setting<List<String>> CROWDSEC_NOTE_LEAVE_OUT = declare(
      Setting.named("CROWDSEC_NOTE_LEAVE_OUT", MAPPING, noteParts())
          .defaultValue(List.of())
          .example("scores,blocklists")
          .description("Parts of the answer that are left out of the note."));

  public static final Setting<Boolean> CROWDSEC_CREATE_AUTONOMOUS_SYSTEM = flag("CROWDSEC_CREATE_AUTONOMOUS_SYSTEM", false,
      "Writes the autonomous system that the address belongs to.");

  public static final Setting<Boolean> CROWDSEC_CREATE_DOMAIN_NAME = flag("CROWDSEC_CREATE_DOMAIN_NAME", false,
      "Writes the name of the address by reverse DNS as a domain name that resolves to it.");

  public static final Setting<Boolean> CROWDSEC_CREATE_ORIGIN_COUNTRY = flag("CROWDSEC_CREATE_ORIGIN_COUNTRY", false,
      "Writes the country that the address is located at.");

  public static final Setting<Boolean> CROWDSEC_CREATE_SIGHTING =
      flag("CROWDSEC_CREATE_SIGHTING", true, "Writes a sighting of the address at the organization.");

  public static final Setting<Boolean> CROWDSEC_CREATE_TARGETED_COUNTRIES_SIGHTINGS = flag(
      "CROWDSEC_CREATE_TARGETED_COUNTRIES_SIGHTINGS", true,
      "Writes a sighting at each country that was attacked.");

  public static final Setting<Boolean> CROWDSEC_LABELS_SCENARIO_NAME =
      flag("CROWDSEC_LABELS_SCENARIO_NAME", true, "Labels with the names of attack scenarios.");

  public static final Setting<Boolean> CROWDSEC_LABELS_SCENARIO_LABEL =
      flag("CROWDSEC_LABELS_SCENARIO_LABEL", true, "Labels with the readable titles of attack scenarios.");

  public static final Setting<String> CROWDSEC_LABELS_SCENARIO_COLOR =
      colour("CROWDSEC_LABELS_SCENARIO_COLOR", "#2E2A14", "Colour of scenario labels.");

  public static final Setting<Boolean> CROWDSEC_LABELS_CVE =
      flag("CROWDSEC_LABELS_CVE", false, "Labels with CVEs.");

  public static final Setting<String> CROWDSEC_LABELS_CVE_COLOR =
      colour("CROWDSEC_LABELS_CVE_COLOR", "#800080", "Colour of CVE labels.");

  public static final Setting<Boolean> CROWDSEC_LABELS_MITRE =
      flag("CROWDSEC_LABELS_MITRE", false, "Labels with MITRE ATT&CK techniques.");

  public static final Setting<String> CROWDSEC_LABELS_MITRE_COLOR =
      colour("CROWDSEC_LABELS_MITRE_COLOR", "#000080", "Colour of technique labels.");

  public static final Setting<Boolean> CROWDSEC_LABELS_BEHAVIOR =
      flag("CROWDSEC_LABELS_BEHAVIOR", false, "Labels with behaviors.");

  public static final Setting<String> CROWDSEC_LABELS_BEHAVIOR_COLOR =
      colour("CROWDSEC_LABELS_BEHAVIOR_COLOR", "#808000", "Colour of behavior labels.");

  public static final Setting<Boolean> CROWDSEC_LABELS_FALSE_POSITIVE = flag("CROWDSEC_LABELS_FALSE_POSITIVE", true,
      "Labels with the reasons why CrowdSec does not take the address for malicious, for example Public DNS resolver.");

  public static final Setting<String> CROWDSEC_LABELS_FALSE_POSITIVE_COLOR =
      colour("CROWDSEC_LABELS_FALSE_POSITIVE_COLOR", "#008080", "Colour of false positive labels.");

  public static final Setting<Boolean> CROWDSEC_LABELS_CLASSIFICATION = flag("CROWDSEC_LABELS_CLASSIFICATION", false,
      "Labels with what the address is, for example Tor, VPN, proxy, scanner or a known service.");

  public static final Setting<String> CROWDSEC_LABELS_CLASSIFICATION_COLOR =
      colour("CROWDSEC_LABELS_CLASSIFICATION_COLOR", "#4682B4", "Colour of classification labels.");

  public static final Setting<Boolean> CROWDSEC_LABELS_REPUTATION =
      flag("CROWDSEC_LABELS_REPUTATION", false, "Label with the reputation.");

  public static final Setting<String> CROWDSEC_LABELS_REPUTATION_MALICIOUS_COLOR =
      colour("CROWDSEC_LABELS_REPUTATION_MALICIOUS_COLOR", "#FF0000", "Colour of the label malicious.");

  public static final Setting<String> CROWDSEC_LABELS_REPUTATION_SUSPICIOUS_COLOR =
      colour("CROWDSEC_LABELS_REPUTATION_SUSPICIOUS_COLOR", "#FFA500", "Colour of the label suspicious.");

  public static final Setting<String> CROWDSEC_LABELS_REPUTATION_KNOWN_COLOR =
      colour("CROWDSEC_LABELS_REPUTATION_KNOWN_COLOR", "#808080", "Colour of the label known.");

  public static final Setting<String> CROWDSEC_LABELS_REPUTATION_SAFE_COLOR =
      colour("CROWDSEC_LABELS_REPUTATION_SAFE_COLOR", "#00BFFF", "Colour of the label safe.");

  public static final Setting<String> CROWDSEC_LABELS_REPUTATION_BENIGN_COLOR =
      colour("CROWDSEC_LABELS_REPUTATION_BENIGN_COLOR", "#008000", "Colour of the label benign.");

  // --- Proxies and certificates of HTTP connections

  public static final Setting<ProxyServer> HTTP_PROXY = declare(
      Setting.named("HTTP_PROXY", NETWORK, ValueTypes.proxy())
          .alsoNamed("http_proxy")
          .example("http://proxy:3128")
          .description("Proxy for servers whose address starts with http."));

  public static final Setting<ProxyServer> HTTPS_PROXY = declare(
      Setting.named("HTTPS_PROXY", NETWORK, ValueTypes.proxy())
          .alsoNamed("https_proxy")
          .example("http://proxy:3128")
          .description("Proxy for servers whose address starts with https."));

  public static final Setting<NoProxy> NO_PROXY = declare(
      Setting.named("NO_PROXY", NETWORK, ValueTypes.noProxy())
          .alsoNamed("no_proxy")
          .example("opencti,10.0.0.0/8,.example.org")
          .description("Servers that are reached without a proxy."));

  public static final Setting<Certificates> HTTPS_CA_CERTIFICATES = declare(
      Setting.named("HTTPS_CA_CERTIFICATES", NETWORK, TlsTypes.certificates())
          .example("/etc/ssl/private-ca.pem")
          .description("Authorities that are trusted on top of those of the Java runtime, for platform and CrowdSec."));

  // --- RabbitMQ: nothing set means what the platform says at registration

  public static final Setting<String> MQ_HOST = declare(
      Setting.named("MQ_HOST", RABBITMQ, ValueTypes.text(1))
          .example("rabbitmq")
          .description("Host of the broker, where the platform's name for it does not resolve here."));

  public static final Setting<Integer> MQ_PORT = declare(
      Setting.named("MQ_PORT", RABBITMQ, ValueTypes.number(1, 65_535))
          .example("5672")
          .description("Port of the broker."));

  public static final Setting<String> MQ_VHOST = declare(
      Setting.named("MQ_VHOST", RABBITMQ, ValueTypes.text(1))
          .example("/")
          .description("Virtual host of the broker."));

  public static final Setting<String> MQ_USER = declare(
      Setting.named("MQ_USER", RABBITMQ, ValueTypes.text(1))
          .example("opencti")
          .description("User at the broker."));

  public static final Setting<Secret> MQ_PASS = declare(
      Setting.named("MQ_PASS", RABBITMQ, ValueTypes.password())
          .example("ChangeMe")
          .description("Password of that user."));

  public static final Setting<Boolean> MQ_USE_SSL = declare(
      Setting.named("MQ_USE_SSL", RABBITMQ, ValueTypes.bool())
          .example("false")
          .description("Whether the connection to the broker is encrypted."));

  public static final Setting<Certificates> MQ_USE_SSL_CA = declare(
      Setting.named("MQ_USE_SSL_CA", RABBITMQ, TlsTypes.certificates())
          .example("/etc/ssl/broker-ca.pem")
          .description("Authorities that are trusted for the broker, on top of those of the Java runtime."));

  public static final Setting<Certificates> MQ_USE_SSL_CERT = declare(
      Setting.named("MQ_USE_SSL_CERT", RABBITMQ, TlsTypes.certificates())
          .example("/etc/ssl/client.pem")
          .description("Client certificate for the broker, followed by the authorities between it and the root."));

  public static final Setting<Secret> MQ_USE_SSL_KEY = declare(
      Setting.named("MQ_USE_SSL_KEY", RABBITMQ, TlsTypes.privateKey())
          .example("/etc/ssl/client.key")
          .description("Key of the client certificate."));

  public static final Setting<Secret> MQ_USE_SSL_PASSPHRASE = declare(
      Setting.named("MQ_USE_SSL_PASSPHRASE", RABBITMQ, ValueTypes.password())
          .example("ChangeMe")
          .description("Passphrase of that key, if it is encrypted."));

  public static final Setting<Boolean> MQ_USE_SSL_REJECT_UNAUTHORIZED = declare(
      Setting.named("MQ_USE_SSL_REJECT_UNAUTHORIZED", RABBITMQ, ValueTypes.bool())
          .defaultValue(true)
          .description("Whether the broker's certificate and host name are checked; the Python library does not."));

  private Settings() {}

  /**
   * All settings.
   *
   * @return unmodifiable, in the order of the reference, never null
   */
  public static List<Setting<?>> all() {
    return Collections.unmodifiableList(ALL);
  }

  private static <T> Setting<T> declare(Setting.Builder<T> declaration) {
    Setting<T> setting = declaration.build();
    ALL.add(setting);
    return setting;
  }

  private static Setting<Boolean> flag(String name, boolean byDefault, String description) {
    return declare(
        Setting.named(name, MAPPING, ValueTypes.bool()).defaultValue(byDefault).description(description));
  }

  private static Setting<String> colour(String name, String byDefault, String description) {
    return declare(
        Setting.named(name, MAPPING, ValueTypes.colour()).defaultValue(byDefault).description(description));
  }

  private static ValueType<Duration> timeout() {
    return ValueTypes.duration(Duration.ofMillis(10), Duration.ofMinutes(5));
  }

  private static ValueType<Duration> delay(Duration longest) {
    return ValueTypes.duration(Duration.ofMillis(1), longest);
  }

  private static ValueType<Duration> age() {
    return ValueTypes.duration(Duration.ZERO, Duration.ofDays(3650));
  }

  private static ValueType<List<String>> noteParts() {
    return ValueTypes.list(List.of("network", "scores", "classifications", "behaviors", "threats", "blocklists", "countries"),
        "empty: all is written");
  }

  private static ValueType<List<String>> reputations() {
    return ValueTypes.list(REPUTATIONS, "empty: no indicators");
  }

  private static ValueType<String> oneOf(String... words) {
    Map<String, String> byWord = new LinkedHashMap<>();
    for (String word : words) {
      byWord.put(word.toLowerCase(Locale.ROOT), word);
    }
    return ValueTypes.choice(byWord, List.of(words));
  }

  /** The names of levels in any case, as the platform's own check takes those of TLP 1 and 2, also without prefix. */
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
    return ValueTypes.choice(words, List.of("trace", "debug", "info", "warning", "error", "critical"));
  }
}
