package io.github.camelcti.crowdsec.kamelet;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.enrich.Enricher;
import io.github.camelcti.crowdsec.enrich.Enrichment;
import io.github.camelcti.crowdsec.enrich.Observable;
import io.github.camelcti.crowdsec.enrich.address.AddressFault;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.marking.DisclosureLimits;
import io.github.camelcti.crowdsec.enrich.marking.DisclosureLimits.Excess;
import io.github.camelcti.crowdsec.lookup.CrowdSecClient;
import io.github.camelcti.crowdsec.lookup.EnricherFactory;
import io.github.camelcti.crowdsec.lookup.Mapping;
import io.github.camelcti.crowdsec.lookup.Pause;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * The work of {@code crowdsec-cti-action}. In: an address as body. Out: a STIX 2.1 bundle as body, and what CrowdSec says in
 * short as variables {@value #KNOWN}, {@value #REPUTATION} and {@value #SENTENCE}. With the variable {@code observable}, the
 * bundle is about that observable of OpenCTI, and CrowdSec is only asked if its markings allow it; without, about one that is
 * new.
 */
public final class CtiLookUp implements Processor {

  static final String KNOWN = "crowdsecKnown";
  static final String REPUTATION = "crowdsecReputation";
  static final String SENTENCE = "crowdsecSentence";

  @SuppressWarnings("NullAway.Init") // the Kamelet sets it
  private String apiUrl;
  @SuppressWarnings("NullAway.Init") // the Kamelet sets it
  private String apiKey;
  @SuppressWarnings("NullAway.Init") // the Kamelet sets it
  private String maxRetries;
  private String caCertificates = "";
  private String proxy = "";
  private String maxTlp = "";
  private String maxPap = "";
  private @Nullable CrowdSecClient client;
  @SuppressWarnings("NullAway.Init") // client() sets it
  private DisclosureLimits limits;
  @SuppressWarnings("NullAway.Init") // client() sets it
  private Enricher enricher;
  @SuppressWarnings("NullAway.Init") // client() sets it
  private Mapping mapping;

  @Override
  public void process(Exchange exchange) throws Exception {
    String text = exchange.getMessage().getBody(String.class);
    IpAddress address = IpAddress.parse(text == null ? null : text.strip()).orElseThrow(() ->
        new IllegalArgumentException("The body must be an IP address; '" + text + "' " + AddressFault.say(text)));
    CrowdSecClient crowdSec = client();
    Observable observable = exchange.getVariable("observable", Observable.class);
    check(observable, exchange.getVariable("job") != null);
    CtiAnswer answer = crowdSec.ask(address);
    Enrichment enrichment = observable == null
        ? Objects.requireNonNull(mapping.map(address, answer).enrichment(), "an answer has an enrichment")
        : enricher.enrich(observable, address, answer);
    exchange.setVariable(KNOWN, enrichment.known());
    exchange.setVariable(REPUTATION, answer.reputation());
    exchange.setVariable(SENTENCE, enrichment.sentence());
    exchange.getMessage().setBody(enrichment.bundle().toJson());
  }

  /** The last check before CrowdSec is asked: in a job of OpenCTI, markings have to be there and to allow it. */
  private void check(@Nullable Observable observable, boolean ofJob) {
    if (observable == null && ofJob) {
      throw new IllegalStateException("the variable observable is gone, so it is not known whether CrowdSec may be asked");
    }
    Optional<Excess> excess = observable == null ? Optional.empty() : limits.excess(observable.markings());
    if (excess.isPresent()) {
      throw new IllegalStateException("CrowdSec was not asked: " + excess.get().reason());
    }
  }

  private synchronized CrowdSecClient client() {
    if (client == null) {
      Config config = Parameters.check(Map.of("CROWDSEC_API_URL", apiUrl, "CROWDSEC_KEY", apiKey, "CROWDSEC_MAX_RETRIES", maxRetries,
          "CROWDSEC_MAX_TLP", maxTlp, "CROWDSEC_MAX_PAP", maxPap, "HTTPS_CA_CERTIFICATES", caCertificates, "HTTPS_PROXY", proxy));
      client = new CrowdSecClient(config, Clock.systemUTC(), System::nanoTime, Pause.real());
      limits = Parameters.limits(config);
      enricher = EnricherFactory.create(config);
      mapping = new Mapping(config, Clock.systemUTC());
    }
    return client;
  }

  public String getApiUrl() {
    return apiUrl;
  }

  public void setApiUrl(String apiUrl) {
    this.apiUrl = apiUrl;
  }

  public void setApiKey(String apiKey) {
    this.apiKey = apiKey;
  }

  public String getMaxRetries() {
    return maxRetries;
  }

  /** How often the same call is made again while CrowdSec is in trouble. */
  public void setMaxRetries(String maxRetries) {
    this.maxRetries = maxRetries;
  }

  public String getMaxTlp() {
    return maxTlp;
  }

  /** Strictest TLP of an observable of OpenCTI that CrowdSec is asked about. */
  public void setMaxTlp(String maxTlp) {
    this.maxTlp = maxTlp;
  }

  public String getMaxPap() {
    return maxPap;
  }

  /** Strictest PAP of such an observable. */
  public void setMaxPap(String maxPap) {
    this.maxPap = maxPap;
  }

  public String getCaCertificates() {
    return caCertificates;
  }

  /** Authorities that CrowdSec's certificate may come from, beside those of Java: a file or PEM text. */
  public void setCaCertificates(String caCertificates) {
    this.caCertificates = caCertificates;
  }

  /** The address of the proxy on the way to CrowdSec; may hold its password. */
  public void setProxy(String proxy) {
    this.proxy = proxy;
  }
}
