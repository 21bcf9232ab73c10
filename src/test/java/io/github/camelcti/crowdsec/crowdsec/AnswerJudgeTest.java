package io.github.camelcti.crowdsec.crowdsec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerJudgeTest {

  private final AnswerJudge judge = new AnswerJudge(Clock.systemUTC(), Duration.ofSeconds(60));

  @Test
  void anUnknownAddressIsAnAnswer() {
    assertThat(judge.judge(404, "{\"message\": \"IP address information not found\"}".getBytes(StandardCharsets.UTF_8), null)
        .isKnown()).isFalse();
  }

  @Test
  void aKnownAddressIsAnAnswer() {
    assertThat(judge.judge(200, "{\"reputation\": \"malicious\"}".getBytes(StandardCharsets.UTF_8), null).isKnown()).isTrue();
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        arguments("wrong key", 403, "{\"message\": \"Forbidden\"}", KeyRefusedException.class, "CROWDSEC_KEY"),
        arguments("wrong key, no body", 401, "", KeyRefusedException.class, "CROWDSEC_KEY"),
        arguments("bad request", 400, "{\"message\": \"x\", \"errors\": \"y\"}", CrowdSecException.class, "HTTP 400"),
        arguments("quota", 429, "{\"message\": \"Limit Exceeded\"}", QuotaUsedUpException.class, "quota"),
        arguments("quota, other spelling", 429, "limit exceeded", QuotaUsedUpException.class, "quota"),
        arguments("burst", 429, "{\"message\": \"Too Many Requests\"}", BurstException.class, "too fast"),
        arguments("burst, no body", 429, "", BurstException.class, "too fast"),
        arguments("server error", 500, "{\"message\": \"x\"}", CrowdSecBusyException.class, "HTTP 500"),
        arguments("gateway with a page", 502, "<html><body>\n\n502</body></html>", CrowdSecBusyException.class, "HTTP 502"),
        arguments("gateway time-out, no body", 504, "", CrowdSecBusyException.class, "HTTP 504"),
        arguments("redirect", 301, "", CrowdSecException.class, "CROWDSEC_API_URL"),
        arguments("unheard of", 418, "", CrowdSecException.class, "HTTP 418"),
        arguments("200 that is no JSON", 200, "{\"repu", CrowdSecException.class, "can't be read"),
        arguments("200 with a list", 200, "[]", CrowdSecException.class, "can't be read"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void namesWhatHappened(String name, int status, String body, Class<?> kind, String words) {
    Throwable thrown = catchThrowable(() -> judge.judge(status, body.getBytes(StandardCharsets.UTF_8), null));
    assertThat(thrown).isExactlyInstanceOf(kind).hasMessageContaining(words).hasMessageNotContaining("\n");
  }

  @Test
  void passesOnHowLongToWait() {
    Throwable thrown = catchThrowable(() -> judge.judge(503, new byte[0], "7"));
    assertThat(thrown).isInstanceOfSatisfying(CrowdSecBusyException.class,
        e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(7)));
  }

  @Test
  void quotesNoMoreThanAFewWords() {
    Throwable thrown = catchThrowable(() -> judge.judge(400, "x".repeat(1_000_000).getBytes(StandardCharsets.UTF_8), null));
    assertThat(thrown.getMessage()).hasSizeLessThan(400);
  }
}
