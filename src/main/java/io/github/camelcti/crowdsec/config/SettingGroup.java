package io.github.camelcti.crowdsec.config;

/** Chapters of the settings reference. */
public enum SettingGroup {
  OPENCTI("OpenCTI", "Where the platform is, and how the connector connects to it."),
  CONNECTOR("Connector", "How the connector presents itself to the platform and how it runs."),
  LISTENING("Jobs by HTTP", "For CONNECTOR_LISTEN_PROTOCOL=API: where the platform's workers deliver the jobs."),
  CROWDSEC("CrowdSec", "The CTI API: key, URL, limits, retries."),
  MAPPING("Mapping and labels", "What an enrichment writes to OpenCTI."),
  NETWORK("Proxies and certificates", "How HTTP connections go out. Not for RabbitMQ."),
  RABBITMQ("RabbitMQ", "Overrides for the broker settings that the platform gives at registration.");

  private final String title;
  private final String summary;

  SettingGroup(String title, String summary) {
    this.title = title;
    this.summary = summary;
  }

  public String title() {
    return title;
  }

  /** What the chapter is about, in one sentence. */
  public String summary() {
    return summary;
  }
}
