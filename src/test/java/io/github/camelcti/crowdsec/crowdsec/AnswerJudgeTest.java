package io.github.camelcti.crowdsec.crowdsec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerJudgeTest {

  private static final IpAddress ADDRESS = IpAddress.parse("192.0.2.1").orElseThrow();

  private final AnswerJudge judge = new AnswerJudge(Clock.systemUTC(), Duration.ofSeconds(60));

  @ParameterizedTest
  @ValueSource(strings = {"{\"message\": \"IP address information not found\"}", "", " \n",
      "{\n  \"message\": \"No information about this ip\", \"errors\": null\n}"})
  void anUnknownAddressIsAnAnswer(String body) {
    assertThat(judge.judge(ADDRESS, 404, body.getBytes(StandardCharsets.UTF_8), null).isKnown()).isFalse();
  }

  @Test
  void a404WithoutAWordIsNoProofOfAKey() {
    AnswerJudge strict = new AnswerJudge(Clock.systemUTC(), Duration.ofSeconds(60), true);
    assertThat(catchThrowable(() -> strict.judge(ADDRESS, 404, new byte[0], null))).isInstanceOf(NotCrowdSecException.class)
        .hasMessageContainingAll("HTTP 404 without a body", "CROWDSEC_API_URL");
    assertThat(strict.judge(ADDRESS, 404, Samples.read("404-not-found").getBytes(StandardCharsets.UTF_8), null).isKnown()).isFalse();
    assertThat(catchThrowable(() -> strict.judge(ADDRESS, 403, new byte[0], null))).isInstanceOf(KeyRefusedException.class);
  }

  static Stream<Arguments> others() {
    String page = "<html>\n<head><title>Blocked</title></head></html>";
    return Stream.of(
        arguments("a proxy's page", 403, page), arguments("its log-in", 401, page), arguments("its own limit", 429, page),
        arguments("its own limit, in words like CrowdSec's", 429, "limit exceeded"),
        arguments("its own log-in", 407, page), arguments("a wrong port", 400, "<h1>plain HTTP was sent to an HTTPS port</h1>"),
        arguments("a wrong address: a page", 404, page), arguments("a text", 404, "404 page not found"),
        arguments("another API", 404, "{\"message\": \"Not Found\"}"), arguments("yet another", 404, "{\"detail\": \"Not Found\"}"),
        arguments("a gateway without this tenant", 404, "{\"message\": \"No tenant is bound to this IP\"}"),
        arguments("a server that names the path", 404, "{\"message\": \"The requested address /v2/smoke/192.0.2.1 was not found\"}"),
        arguments("an address book", 404, "{\"message\": \"Address book entry not found\"}"),
        arguments("a gateway's policy", 403, "{\"message\": \"Request blocked by Acme Web Gateway policy 17\"}"),
        arguments("a gateway without this route", 404, "{\"message\": \"no Route matched with those values\"}"),
        arguments("a gateway without this path", 404, "{\"message\": \"Missing Authentication Token\"}"),
        arguments("the same", 403, "{\"message\": \"Missing Authentication Token\"}"),
        arguments("JSON of another kind", 403, "{\"error\": \"Forbidden\"}"), arguments("an empty object", 403, "{}"),
        arguments("a list", 403, "[\"Forbidden\"]"), arguments("a message that is no text", 403, "{\"message\": 403}"),
        arguments("half an object", 403, "{\"message\": \"Forbi"), arguments("hostile nesting", 403, "[".repeat(100_000)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("others")
  void isNotFooledByWhoeverElseAnswers(String name, int status, String body) {
    Throwable thrown = catchThrowable(() -> judge.judge(ADDRESS, status, body.getBytes(StandardCharsets.UTF_8), "7"));
    assertThat(thrown).isInstanceOfSatisfying(NotCrowdSecException.class,
        e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(7)));
    assertThat(thrown).hasMessageContainingAll("HTTP " + status, "CROWDSEC_API_URL", body.substring(0, 2))
        .hasMessageNotContainingAny("CROWDSEC_KEY", "quota", "\n");
    assertThat(thrown.getMessage()).hasSizeLessThan(400);
  }

  @Test
  void namesAGatewaysPageForWhatItIs() {
    Throwable thrown = catchThrowable(() -> judge.judge(ADDRESS, 502, "<html>bad gateway</html>".getBytes(StandardCharsets.UTF_8), null));
    assertThat(thrown).isExactlyInstanceOf(CrowdSecBusyException.class)
        .hasMessageContainingAll("something other than CrowdSec's API", "HTTP 502, '<html>bad gateway</html>'", "proxy");
  }

  @Test
  void aKnownAddressIsAnAnswer() {
    assertThat(judge.judge(ADDRESS, 200, "{\"ip\": \"192.0.2.1\", \"reputation\": \"malicious\"}".getBytes(StandardCharsets.UTF_8), null).isKnown()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"2001:db8::1, 2001:0DB8:0:0:0:0:0:1", "192.0.2.1, 192.0.2.1"})
  void theAddressMayBeWrittenInAnotherWay(String asked, String answered) {
    String body = "{\"ip\": \"" + answered + "\", \"reputation\": \"safe\"}";
    assertThat(judge.judge(IpAddress.parse(asked).orElseThrow(), 200, body.getBytes(StandardCharsets.UTF_8), null).isKnown()).isTrue();
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        arguments("wrong key", 403, "{\"message\": \"Forbidden\"}", KeyRefusedException.class, "CROWDSEC_KEY"),
        arguments("wrong key, no body", 401, "", KeyRefusedException.class, "CROWDSEC_KEY"),
        arguments("bad request", 400, "{\"message\": \"x\", \"errors\": \"y\"}", CrowdSecException.class, "HTTP 400"),
        arguments("quota", 429, "{\"message\": \"Limit Exceeded\"}", QuotaUsedUpException.class, "quota"),
        arguments("quota, other spelling", 429, "{\"message\": \"limit exceeded for this key\"}", QuotaUsedUpException.class, "quota"),
        arguments("a gateway's own limit", 429, "{\"message\": \"API rate limit exceeded\"}", BurstException.class, "too fast"),
        arguments("nothing where an answer should be", 204, "", CrowdSecException.class, "HTTP 204, which is not a reply about an address"),
        arguments("a proxy's login, without a page", 407, "", CrowdSecException.class, "the proxy to CrowdSec requires a login"),
        arguments("burst", 429, "{\"message\": \"Too Many Requests\"}", BurstException.class, "too fast"),
        arguments("burst, no body", 429, "", BurstException.class, "too fast"),
        arguments("server error", 500, "{\"message\": \"x\"}", CrowdSecBusyException.class, "HTTP 500"),
        arguments("gateway with a page", 502, "<html><body>\n\n502</body></html>", CrowdSecBusyException.class, "HTTP 502"),
        arguments("gateway time-out, no body", 504, "", CrowdSecBusyException.class, "HTTP 504"),
        arguments("redirect", 301, "", CrowdSecException.class, "CROWDSEC_API_URL"),
        arguments("unheard of", 418, "", CrowdSecException.class, "HTTP 418"),
        arguments("200 that is no JSON", 200, "{\"repu", CrowdSecException.class, "can't be read"),
        arguments("200 with a list", 200, "[]", CrowdSecException.class, "it is a list of 0 entries"),
        arguments("a list of answers", 200, "[{\"ip\": \"192.0.2.1\"}, {}]", CrowdSecException.class, "it is a list of 2 entries"),
        arguments("a page of items", 200, Samples.read("200-batch"), CrowdSecException.class, "it is a page of 2 items"),
        arguments("a page without items", 200, "{\"items\": [], \"total\": 0}", CrowdSecException.class, "a page of 0 items"),
        arguments("a message", 200, "{\"message\": \"Welcome\"}", CrowdSecException.class, "it is a message instead of an answer: 'Welcome'"),
        arguments("a web page", 200, "\n<!doctype html><html></html>", CrowdSecException.class,
            "this is not a reply from CrowdSec's API and can't be read: it is a web page instead of JSON"),
        arguments("a wrapper that names the address", 200, "{\"ip\": \"192.0.2.1\", \"data\": {\"reputation\": \"malicious\"}}",
            CrowdSecException.class, "none of the fields of CrowdSec's answers, only ip, data"),
        arguments("a message that names the address", 200, "{\"ip\": \"192.0.2.1\", \"message\": \"Too Many Requests\"}",
            CrowdSecException.class, "none of the fields"),
        arguments("another product", 200, "{\"ip\": \"192.0.2.1\", \"city\": \"Paris\", \"org\": \"AS64496 Example\"}",
            CrowdSecException.class, "none of the fields"),
        arguments("yet another", 200, "{\"ip\": \"192.0.2.1\", \"noise\": true, \"riot\": false, \"classification\": \"malicious\"}",
            CrowdSecException.class, "none of the fields"),
        arguments("the address alone", 200, "{\"ip\": \"192.0.2.1\"}", CrowdSecException.class, "none of the fields"),
        arguments("nesting without end", 200, "{\"ip\": \"192.0.2.1\", \"reputation\": \"safe\", \"x\": " + "[".repeat(1000) + "]".repeat(1000) + "}",
            CrowdSecException.class, "nested too deeply"),
        arguments("a wrapper", 200, "{\"crowdsec_result\": {\"ip\": \"192.0.2.1\"}}", CrowdSecException.class,
            "it is not about an address: it has no field 'ip', only crowdsec_result"),
        arguments("a long object about something else", 200, "{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1}",
            CrowdSecException.class, "no field 'ip', only a, b, c, d, e and 2 more"),
        arguments("another address", 200, "{\"ip\": \"192.0.2.2\", \"reputation\": \"safe\"}", CrowdSecException.class,
            "it is about 192.0.2.2 instead of 192.0.2.1"),
        arguments("a network", 200, "{\"ip\": \"192.0.2.0/24\"}", CrowdSecException.class, "its field 'ip' is not an "
            + "IP address"),
        arguments("no address", 200, "{\"ip\": null, \"reputation\": \"safe\"}", CrowdSecException.class, "'ip' is not an IP address"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void namesWhatHappened(String name, int status, String body, Class<?> kind, String words) {
    Throwable thrown = catchThrowable(() -> judge.judge(ADDRESS, status, body.getBytes(StandardCharsets.UTF_8), null));
    assertThat(thrown).isExactlyInstanceOf(kind).hasMessageContaining(words).hasMessageNotContaining("\n");
  }

  @Test
  void passesOnHowLongToWait() {
    Throwable thrown = catchThrowable(() -> judge.judge(ADDRESS, 503, new byte[0], "7"));
    assertThat(thrown).isInstanceOfSatisfying(CrowdSecBusyException.class,
        e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(7)));
  }

  @Test
  void quotesNoMoreThanAFewWords() {
    Throwable thrown = catchThrowable(() -> judge.judge(ADDRESS, 400, "x".repeat(1_000_000).getBytes(StandardCharsets.UTF_8), null));
    assertThat(thrown.getMessage()).hasSizeLessThan(400);
  }
}
