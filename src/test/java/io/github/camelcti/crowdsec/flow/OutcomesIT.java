package io.github.camelcti.crowdsec.flow;

import static io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step.halfBody;
import static io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step.hang;
import static io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step.huge;
import static io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step.ok;
import static io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step.page;
import static io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step.redirect;
import static io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step.reset;
import static io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step.slowBody;
import static io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble.WorkView;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way that a job can go, through the real routes, over real sockets. */
@Tag("broker")
class OutcomesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int RETRIES = 2;
  private static final String MALICIOUS = Samples.read("200-malicious-full");
  private static final AtomicInteger NEXT = new AtomicInteger(1);

  private static final Broker BROKER = Broker.shared();
  private static OpenCtiDouble openCti;
  private static CrowdSecDouble crowdSec;
  private static RunningConnector connector;

  @BeforeAll
  static void start() throws Exception {
    openCti = OpenCtiDouble.start(BROKER);
    crowdSec = CrowdSecDouble.start();
    connector = RunningConnector.start(openCti, crowdSec, Map.of(
        "CROWDSEC_MAX_RETRIES", String.valueOf(RETRIES),
        "CROWDSEC_RETRY_DELAY", "20ms",
        "CROWDSEC_RESPONSE_TIMEOUT", "1s",
        // What it does by default, waiting, has tests of its own.
        "CROWDSEC_QUOTA_POLICY", "fail",
        "CROWDSEC_OUTAGE_POLICY", "fail",
        "job.return-delay", "100",
        // These jobs fail on purpose: the breaker has tests of its own.
        "camel.resilience4j.sliding-window-size", "1000",
        "camel.resilience4j.minimum-number-of-calls", "1000"));
  }

  @AfterAll
  static void stop() throws Exception {
    connector.close();
    crowdSec.close();
    openCti.close();
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        arguments(named("malicious", new Step[] {ok(MALICIOUS)}), 1, "malicious", null),
        arguments(named("500 twice, then fine", new Step[] {status(500, "{}"), status(500, ""), ok(MALICIOUS)}), 3,
            "malicious", null),
        arguments(named("a reset, then fine", new Step[] {reset(), ok(MALICIOUS)}), 2, "malicious", null),
        arguments(named("half a body, then fine", new Step[] {halfBody(MALICIOUS), ok(MALICIOUS)}), 2, "malicious", null),
        arguments(named("burst, then fine",
            new Step[] {status(429, CrowdSecDouble.BURST, "Retry-After", "1"), ok(MALICIOUS)}), 2, "malicious", null),
        arguments(named("not known", new Step[] {}), 1, "not known", null),
        arguments(named("500 for ever", new Step[] {status(500, "{\"message\": \"boom\"}")}), RETRIES + 1, null, "HTTP 500"),
        arguments(named("502 with a page", new Step[] {status(502, "<html>bad gateway</html>")}), RETRIES + 1, null,
            "HTTP 502"),
        arguments(named("a burst that outlasts the job's tries", new Step[] {status(429, CrowdSecDouble.BURST),
            status(429, CrowdSecDouble.BURST), status(429, CrowdSecDouble.BURST), status(429, CrowdSecDouble.BURST),
            ok(MALICIOUS)}), RETRIES + 3, "malicious", null),
        arguments(named("quota", new Step[] {status(429, CrowdSecDouble.QUOTA)}), 1, null, "quota"),
        arguments(named("key refused", new Step[] {status(403, "{\"message\": \"Forbidden\"}")}), 1, null, "CROWDSEC_KEY"),
        arguments(named("key refused with 401", new Step[] {status(401, "")}), 1, null, "CROWDSEC_KEY"),
        arguments(named("a proxy's page with 403", new Step[] {page(403)}), RETRIES + 1, null,
            "something other than CrowdSec's API answered (HTTP 403"),
        arguments(named("its page with 429", new Step[] {page(429)}), RETRIES + 1, null,
            "something other than CrowdSec's API answered (HTTP 429"),
        arguments(named("a page with 404", new Step[] {page(404)}), RETRIES + 1, null, "CROWDSEC_API_URL is probably wrong"),
        arguments(named("a path that is none", new Step[] {status(404, "{\"message\": \"Missing Authentication Token\"}")}),
            RETRIES + 1, null, "CROWDSEC_API_URL is probably wrong"),
        arguments(named("a proxy's page, then fine", new Step[] {page(403), page(404), ok(MALICIOUS)}), 3, "malicious", null),
        arguments(named("not known, without a word", new Step[] {status(404, "")}), 1, "not known", null),
        arguments(named("bad request", new Step[] {status(400, "{\"message\": \"no\"}")}), 1, null, "HTTP 400"),
        arguments(named("hangs for ever", new Step[] {hang()}), RETRIES + 1, null, "no answer in time"),
        arguments(named("drips for ever", new Step[] {slowBody(MALICIOUS, Duration.ofSeconds(20))}), RETRIES + 1, null,
            "not complete"),
        arguments(named("is far too large", new Step[] {huge(50_000_000)}), RETRIES + 1, null, "more than"),
        arguments(named("no JSON", new Step[] {ok("{\"reputation\": ")}), 1, null, "can't be read"),
        arguments(named("a list", new Step[] {ok("[]")}), 1, null, "can't be read"),
        arguments(named("an empty object", new Step[] {ok("{}")}), 1, null, "can't be read"));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void endsTheWorkWithWhatCrowdSecAnswered(Step[] steps, int calls, String success, String failure) {
    // Given
    String address = address();
    if (steps.length > 0) {
      crowdSec.script(address, steps);
    }
    // When
    WorkView work = enrich(openCti.addObservable(address));
    // Then
    assertThat(crowdSec.calls(address)).as("calls to CrowdSec").hasSize(calls);
    if (success != null) {
      assertThat(work.errors()).isEmpty();
      assertThat(work.messages()).last().asString().contains(success);
      assertThat(work.expected()).isPositive();
      await().atMost(PATIENCE).until(() -> openCti.work(work.id()).processed() == work.expected());
    } else {
      assertThat(work.errors()).singleElement().asString().contains(failure).doesNotContain(crowdSec.key());
      assertThat(work.expected()).isZero();
    }
  }

  @Test
  void theKeyDoesNotFollowARedirect() throws Exception {
    try (CrowdSecDouble elsewhere = CrowdSecDouble.start()) {
      // Given
      String address = address();
      crowdSec.script(address, redirect(elsewhere.url() + "/v2/smoke/" + address));
      // When
      WorkView work = enrich(openCti.addObservable(address));
      // Then
      assertThat(work.errors()).singleElement().asString().contains("redirect");
      assertThat(elsewhere.calls()).isEmpty();
    }
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        arguments(named("TLP:RED is over TLP:AMBER", "IPv4-Addr"), null, List.of("TLP:RED"),
            "TLP:RED is over the limit TLP:AMBER"),
        arguments(named("the strictest of two decides, first", "IPv4-Addr"), null, List.of("TLP:RED", "TLP:GREEN"), "TLP:RED"),
        arguments(named("the strictest of two decides, last", "IPv4-Addr"), null, List.of("TLP:GREEN", "TLP:AMBER+STRICT"),
            "TLP:AMBER+STRICT"),
        arguments(named("an unknown level, by its own name", "IPv4-Addr"), null, List.of("TLP:GREEN+STRICT"),
            "TLP:GREEN+STRICT is not a known level, so it counts as over the limit TLP:AMBER"
                + " (CROWDSEC_MAX_TLP); nothing was sent to CrowdSec"),
        arguments(named("PAP:RED is over PAP:AMBER", "IPv4-Addr"), null, List.of("TLP:CLEAR", "PAP:RED"),
            "PAP:RED is over the limit PAP:AMBER (CROWDSEC_MAX_PAP); nothing was sent to CrowdSec"),
        arguments(named("another type", "Domain-Name"), "example.org", List.of(), "out of scope"),
        arguments(named("a network", "IPv4-Addr"), "192.0.2.0/24", List.of(),
            "'192.0.2.0/24' is a network of 256 addresses; CrowdSec only looks up single addresses"),
        arguments(named("a defanged one", "IPv4-Addr"), "192[.]0[.]2[.]1", List.of(), "192.0.2.1 was probably meant"),
        arguments(named("a path", "IPv4-Addr"), "192.0.2.1/../../x", List.of(), "not an IP address"),
        arguments(named("with a zone", "IPv6-Addr"), "fe80::1%eth0", List.of(), "not an IP address"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusesWithoutACallToCrowdSec(String type, String value, List<String> tlp, String words) {
    // Given
    String observable = openCti.addObservableOf(type, value == null ? address() : value, null, tlp.toArray(String[]::new));
    int before = crowdSec.calls().size();
    // When
    WorkView work = enrich(observable);
    // Then
    assertThat(work.errors()).singleElement().asString().contains(words);
    assertThat(crowdSec.calls()).hasSize(before);
    assertThat(openCti.observable(observable).labels()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.1.2.3", "100.64.0.7", "127.0.0.1", "fe80::1", "::ffff:192.168.1.1"})
  void doesNotLookUpPrivateAddresses(String value) {
    // When
    WorkView work = enrich(openCti.addObservable(value));
    // Then
    assertThat(work.errors()).isEmpty();
    assertThat(work.messages()).last().asString().contains("private or local address", "CROWDSEC_SKIP_PRIVATE");
    assertThat(crowdSec.calls(value)).isEmpty();
  }

  @ParameterizedTest(name = "{0}{2}")
  @CsvSource({"'', IPv4-Addr, /32", "::ffff:, IPv6-Addr, ''", "::ffff:, IPv6-Addr, /128"})
  void asksForTheOneAddressThatAnOddValueIs(String before, String type, String after) {
    // Given
    String address = address();
    crowdSec.answer(address, MALICIOUS);
    String observable = openCti.addObservableOf(type, before + address + after, null);
    // When
    WorkView work = enrich(observable);
    // Then
    assertThat(work.errors()).isEmpty();
    assertThat(crowdSec.calls(address)).hasSize(1);
    assertThat(openCti.observable(observable).labels()).isNotEmpty();
  }

  @ParameterizedTest(name = "type {0}, text {1}")
  @CsvSource(nullValues = "null", value = {"null, TLP:RED", "statement, TLP: red", "house, PAP:RED", "TLP, for nobody"})
  void aMarkingCountsByWhatItSays(String type, String definition) {
    // Given
    String address = address();
    String observable = openCti.addObservable(address);
    openCti.mark(observable, type, definition);
    // When
    WorkView work = enrich(observable);
    // Then
    assertThat(work.errors()).singleElement().asString().contains("over the limit");
    assertThat(crowdSec.calls(address)).isEmpty();
  }

  @Test
  void asksForAMarkingAtTheLimit() {
    WorkView work = enrich(openCti.addObservable(address(), "TLP:AMBER", "PAP:AMBER"));
    assertThat(work.errors()).isEmpty();
  }

  @Test
  void saysThatAnObservableIsGone() {
    // Given a job for an observable that was deleted since
    String gone = "ipv4-addr--" + UUID.randomUUID();
    String job = "{\"internal\": {\"work_id\": \"work_gone\"}, \"event\": {\"entity_id\": \"" + gone + "\"}}";
    int before = crowdSec.calls().size();
    // When
    openCti.publish(connector.id(), job.getBytes(StandardCharsets.UTF_8), Map.of());
    // Then
    await().atMost(PATIENCE).until(() -> openCti.requests().stream()
        .anyMatch(request -> request.variables().path("message").asText().contains(gone + " does not exist")));
    assertThat(crowdSec.calls()).hasSize(before);
  }

  @Test
  void doesNotSpendACallOnWhatWasEnrichedAMomentAgo() {
    // Given
    String address = address();
    crowdSec.script(address, ok(MALICIOUS));
    String observable = openCti.addObservable(address);
    enrich(observable);
    // When
    WorkView second = enrich(observable);
    // Then
    assertThat(second.errors()).isEmpty();
    assertThat(second.messages()).last().asString().contains("enriched less than");
    assertThat(crowdSec.calls(address)).hasSize(1);
  }

  @Test
  void writesTheSameObjectsAgainWithoutAddingAny() {
    // Given an address that is enriched, then loses its stamp
    String address = address();
    crowdSec.script(address, ok(MALICIOUS));
    String observable = openCti.addObservableOf("IPv4-Addr", address, "analyst's text", "TLP:GREEN");
    enrich(observable);
    int objects = openCti.objects("sighting").size() + openCti.objects("relationship").size();
    String first = openCti.observable(observable).description();
    // Then
    assertThat(first).startsWith("analyst's text\n\n`Last CrowdSec enrichment: ");
    assertThat(openCti.objects("sighting").size() + openCti.objects("relationship").size()).isEqualTo(objects);
    assertThat(openCti.observable(observable).references()).containsExactly("https://app.crowdsec.net/cti/" + address);
  }

  @Test
  void dropsWhatIsNoJobAndGoesOn() {
    // Given
    for (String message : List.of("", "not json", "[]", "{\"event\": 1}", "{\"internal\":{},\"event\":{\"entity_id\":null}}")) {
      openCti.publish(connector.id(), message.getBytes(StandardCharsets.UTF_8), Map.of());
    }
    // When
    WorkView next = enrich(openCti.addObservable(address()));
    // Then
    assertThat(next.status()).isEqualTo("complete");
    await().atMost(PATIENCE).until(() -> BROKER.depth("listen_" + connector.id()) == 0);
  }

  @Test
  void noHeaderOfTheMessageReachesAServer() {
    // Given
    String address = address();
    String observable = openCti.addObservable(address);
    String job = "{\"internal\": {\"work_id\": null}, \"event\": {\"entity_id\": \"" + observable + "\"}}";
    // When
    Map<String, Object> headers = new HashMap<>();
    for (String name : List.of("X-Injected", "Authorization", "aUTHORIZATION", "x-api-key", "X-API-KEY", "Host", "Cookie",
        "Content-Length", "Transfer-Encoding", "Content-Encoding", "CamelHttpUri", "camelhttpuri", "CAMELHTTPURI",
        "CamelHttpPath", "CamelHttpQuery", "CamelHttpRawQuery", "CamelHttpMethod", "cAmElHtTpMeThOd", "CamelHttpHost",
        "CamelBeanMethodName", "CamelBeanParameterTypes", "CamelToEndpoint", "CamelFileName", "org.apache.camel.Exchange",
        "CrowdSecGraphQlDocument", "crowdsecgraphqldocument", "query", "operationName", "variables")) {
      headers.put(name, "http://127.0.0.1:1/injected?injected=1");
    }
    openCti.publish(connector.id(), job.getBytes(StandardCharsets.UTF_8), headers);
    await().atMost(PATIENCE).until(() -> crowdSec.calls(address).size() == 1);
    // Then
    assertThat(crowdSec.calls(address).get(0).headers()).doesNotContainKey("x-injected").doesNotContainKey("authorization")
        .containsEntry("x-api-key", crowdSec.key());
    assertThat(crowdSec.calls(address).get(0).method()).isEqualTo("GET");
    assertThat(crowdSec.calls(address).get(0).headers().toString()).doesNotContain("injected");
    assertThat(openCti.requests()).noneMatch(request -> (request.headers() + " " + request.variables()).contains("injected"));
  }

  @Test
  void neverSendsTheTokenToCrowdSecNorTheKeyToOpenCti() {
    enrich(openCti.addObservable(address()));
    assertThat(crowdSec.calls()).allSatisfy(call -> assertThat(call.headers().toString()).doesNotContain(openCti.token()));
    assertThat(openCti.requests()).allSatisfy(
        request -> assertThat(request.headers().toString() + request.variables()).doesNotContain(crowdSec.key()));
  }

  @Test
  void needsThreeCallsToOpenCtiForAnEnrichment() {
    // Given
    String address = address();
    crowdSec.script(address, ok(MALICIOUS));
    String observable = openCti.addObservable(address);
    long before = openCti.requests().stream().filter(request -> !request.rootFields().contains("pingConnector")).count();
    // When
    enrich(observable);
    // Then
    long after = openCti.requests().stream().filter(request -> !request.rootFields().contains("pingConnector")).count();
    assertThat(after - before).isEqualTo(3);
  }

  @Test
  void closesTwoHundredWorksAndLosesNone() {
    // Given
    List<String> observables = IntStream.range(0, 200).mapToObj(i -> openCti.addObservable("203.0.113." + i)).toList();
    // When
    List<String> works = observables.stream().map(observable -> openCti.ask(connector.id(), observable)).toList();
    // Then
    await().atMost(PATIENCE).until(() -> works.stream().allMatch(work -> openCti.work(work).status().equals("complete")));
    assertThat(works).allSatisfy(work -> assertThat(openCti.work(work).errors()).isEmpty());
    assertThat(IntStream.range(0, 200).map(i -> crowdSec.calls("203.0.113." + i).size())).containsOnly(1);
  }

  private static WorkView enrich(String observable) {
    String work = openCti.ask(connector.id(), observable);
    await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
    return openCti.work(work);
  }

  /** An address that no other test uses. */
  private static String address() {
    int next = NEXT.getAndIncrement();
    return "198.18." + next / 250 + "." + (next % 250 + 1);
  }
}
