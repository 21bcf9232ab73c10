package io.github.camelcti.crowdsec.doubles;

import static io.github.camelcti.crowdsec.doubles.CrowdSecDouble.BURST;
import static io.github.camelcti.crowdsec.doubles.CrowdSecDouble.QUOTA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Call;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CrowdSecDoubleTest {

  private static final String IP = "192.0.2.1";
  private static final String JSON = "{\"reputation\": \"malicious\"}";
  private static final Duration LONG = Duration.ofSeconds(10);

  private final CrowdSecDouble crowdSec = CrowdSecDouble.start();
  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() {
    crowdSec.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"192.0.2.1, 192.0.2.1", "2001:db8::1, 2001:db8::1", "2001%3Adb8%3A%3A1, 2001:db8::1"})
  void answersForAnAddress(String inPath, String ip) throws Exception {
    // Given
    crowdSec.answer(ip, JSON);
    // When
    HttpResponse<String> response = get(inPath);
    // Then
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(JSON);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(crowdSec.calls(ip)).hasSize(1).isEqualTo(crowdSec.calls());
  }

  @Test
  void doesNotKnowOtherAddresses() throws Exception {
    HttpResponse<String> response = get(IP);
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).contains("IP address information not found");
  }

  @ParameterizedTest(name = "key: {0}")
  @CsvSource({"none, false", "wrong, true"})
  void refusesWithoutTheKey(String key, boolean present) throws Exception {
    // Given
    crowdSec.answer(IP, JSON);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(IP));
    if (present) {
      request.header("X-Api-Key", key);
    }
    // When
    HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    // Then
    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.body()).contains("Forbidden");
    assertThat(crowdSec.calls()).extracting(Call::keyPresent, Call::status)
        .containsExactly(tuple(present, 403));
  }

  static Stream<Arguments> scripts() {
    Step[] steps = {Step.status(429, BURST), Step.status(429, QUOTA), Step.status(500, "")};
    return Stream.of(
        arguments(named("the last step again", steps), null, List.of(429, 429, 500, 500, 500)),
        arguments(named("then the answer", steps), JSON, List.of(429, 429, 500, 200, 200)),
        arguments(named("no step", new Step[0]), null, List.of(404, 404)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scripts")
  void followsAScript(Step[] steps, String answer, List<Integer> statuses) throws Exception {
    // Given
    crowdSec.script(IP, steps);
    if (answer != null) {
      crowdSec.answer(IP, answer);
    }
    // When
    List<Integer> got = new ArrayList<>();
    for (int i = 0; i < statuses.size(); i++) {
      got.add(get(IP).statusCode());
    }
    // Then
    assertThat(got).isEqualTo(statuses);
    assertThat(crowdSec.calls(IP)).extracting(Call::status).isEqualTo(statuses);
  }

  @Test
  void sendsHeadersAndNotesThoseOfTheCall() throws Exception {
    // Given
    crowdSec.script(IP, Step.status(429, BURST, "Retry-After", "1", "content-type", "text/plain"));
    // When
    HttpResponse<String> response = get(IP);
    // Then
    assertThat(response.body()).isEqualTo(BURST);
    assertThat(response.headers().firstValue("retry-after")).hasValue("1");
    assertThat(response.headers().allValues("content-type")).containsExactly("text/plain");
    assertThat(crowdSec.calls().get(0).headers()).containsEntry("x-api-key", crowdSec.key());
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404, 429, 502})
  void canBeAProxyThatAnswersInItsPlace(int status) throws Exception {
    crowdSec.script(IP, Step.page(status));
    HttpResponse<String> response = get(IP);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
    assertThat(response.body()).startsWith("<html>").contains(status + " by the proxy");
  }

  @Test
  void hasOnePathOnlyAndSaysSoInOtherWordsThanOfAnAddress() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(crowdSec.url() + "/elsewhere/v2/smoke/" + IP))
        .header("x-api-key", crowdSec.key()).build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).isEqualTo("{\"message\": \"Missing Authentication Token\"}");
  }

  @Test
  void canFailForOneAddressAlone() throws Exception {
    crowdSec.script(IP, Step.status(500, "{\"message\": \"Internal server error\"}"));
    assertThat(get(IP).statusCode()).isEqualTo(500);
    assertThat(get("192.0.2.2").statusCode()).isEqualTo(404);
    assertThat(get(IP).statusCode()).isEqualTo(500);
  }

  @Test
  void redirects() throws Exception {
    crowdSec.script(IP, Step.redirect("http://127.0.0.1:1/"));
    HttpResponse<String> response = get(IP);
    assertThat(response.statusCode()).isEqualTo(301);
    assertThat(response.headers().firstValue("location")).hasValue("http://127.0.0.1:1/");
  }

  static Stream<Arguments> breaks() {
    return Stream.of(
        arguments(named("reset", Step.reset()), 0),
        arguments(named("half a body", Step.halfBody(JSON)), 200));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breaks")
  void breaksOff(Step step, int status) throws Exception {
    // Given: for ever, since the JDK's client tries a GET again when its connection breaks before the answer
    crowdSec.script(IP, step);
    // Then
    assertThatThrownBy(() -> get(IP))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(HttpTimeoutException.class);
    assertThat(crowdSec.calls()).extracting(Call::status).isNotEmpty().containsOnly(status);
    // But the double itself goes on
    crowdSec.answer(IP, JSON);
    assertThat(get(IP).body()).isEqualTo(JSON);
  }

  static Stream<Arguments> slow() {
    Duration wait = Duration.ofMillis(400);
    return Stream.of(
        arguments(named("late", Step.delayed(wait, Step.ok(JSON))), wait),
        arguments(named("drop by drop", Step.slowBody(JSON, wait)), wait));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("slow")
  void takesItsTime(Step step, Duration least) throws Exception {
    // Given
    crowdSec.script(IP, step);
    long start = System.nanoTime();
    // When
    String body = get(IP).body();
    // Then
    assertThat(body).isEqualTo(JSON);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(least.minusMillis(10));
  }

  @Test
  void hangsUntilItIsClosed() {
    // Given
    crowdSec.script(IP, Step.hang());
    CompletableFuture<HttpResponse<String>> response =
        client.sendAsync(request(IP), HttpResponse.BodyHandlers.ofString());
    await().until(() -> crowdSec.calls(IP).size() == 1);
    assertThat(response).isNotDone();
    // When
    crowdSec.close();
    // Then
    assertThat(response).failsWithin(LONG);
  }

  @Test
  void sendsAsMuchAsItIsTold() throws Exception {
    // Given
    int size = 3_000_001;
    crowdSec.script(IP, Step.huge(size));
    // When
    HttpResponse<String> response = get(IP);
    // Then
    assertThat(response.body()).hasSize(size).startsWith("\"x").endsWith("x\"");
    assertThat(response.headers().firstValue("content-length")).isEmpty();
  }

  @Test
  void goesDownAndComesBackWhereItWas() throws Exception {
    // Given
    crowdSec.answer(IP, JSON);
    String url = crowdSec.url();
    get(IP);
    // When
    crowdSec.down();
    // Then
    assertThatThrownBy(() -> get(IP)).isInstanceOf(ConnectException.class);
    // When
    crowdSec.up();
    // Then
    assertThat(crowdSec.url()).isEqualTo(url);
    assertThat(get(IP).body()).isEqualTo(JSON);
    assertThat(crowdSec.calls()).hasSize(2);
  }

  @Test
  void takesManyCallsAtOnce() {
    // Given
    int many = 50;
    crowdSec.script(IP, Stream.generate(() -> Step.status(500, "")).limit(many).toArray(Step[]::new));
    crowdSec.answer(IP, JSON);
    // When
    List<CompletableFuture<HttpResponse<String>>> responses = Stream.generate(
        () -> client.sendAsync(request(IP), HttpResponse.BodyHandlers.ofString())).limit(2 * many).toList();
    // Then: every step was used exactly once
    assertThat(responses.stream().map(response -> response.join().statusCode()).filter(code -> code == 500))
        .hasSize(many);
    assertThat(crowdSec.calls(IP)).hasSize(2 * many);
  }

  private HttpResponse<String> get(String ip) throws IOException, InterruptedException {
    return client.send(request(ip), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest request(String ip) {
    return HttpRequest.newBuilder(uri(ip)).header("x-api-key", crowdSec.key()).timeout(LONG).build();
  }

  private URI uri(String ip) {
    return URI.create(crowdSec.url() + "/v2/smoke/" + ip);
  }
}
