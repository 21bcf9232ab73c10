package io.github.camelcti.crowdsec.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {

  static Stream<Arguments> failures() {
    IOException refused = new IOException("refused");
    Throwable deep = IntStream.rangeClosed(1, 9).boxed()
        .reduce((Throwable) null, (cause, n) -> new IllegalStateException("level " + n, cause), (a, b) -> b);
    return Stream.of(
        arguments(named("one", refused), "refused"),
        arguments(named("outermost first", new IllegalStateException("can't start", refused)), "can't start; because: refused"),
        arguments(named("a message that holds its cause's", new IllegalStateException("can't start (refused)", refused)),
            "can't start (refused)"),
        arguments(named("wrapped with the cause as message", new RuntimeException(refused)), "java.io.IOException: refused"),
        arguments(named("no message", new NullPointerException()), "NullPointerException"),
        arguments(named("no message around one", new IllegalStateException(null, refused)),
            "IllegalStateException; because: refused"),
        arguments(named("five at most", deep),
            "level 9; because: level 8; because: level 7; because: level 6; because: level 5"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void areOneLine(Throwable failure, String line) {
    assertThat(Failures.inOneLine(failure)).isEqualTo(line);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "no data             | boom                                                                  | boom",
      "an exchange         | No consumers on endpoint: direct://x. Exchange[0A1B-1]                | No consumers on endpoint: direct://x. Exchange[...]",
      "a record            | of Observable[value=198.18.0.1, labels=[a, b]] and Job[id=1]           | of Observable[...] and Job[...]",
      "one that was cut    | of Observable[value=198.18.0.1, labels=[a                              | of Observable[...",
      "maps                | no id: {type=bundle, objects=[{id=x}]} is wrong                       | no id: {...} is wrong",
      "a URL               | invoking https://u:p@cti.example:8443/v2/smoke/198.18.0.1?a=b with 500 | invoking https://cti.example:8443/... with 500",
      "addresses           | [198.18.0.1] 2001:db8::1 127.0.0.1 version 1.2                         | [...] ... 127.0.0.1 version 1.2",
      "the value           | can't look secret.example up                                          | can't look ... up",
      "what was converted  | to the type: int with value a b due to X: For input string: `a b`      | to the type: int with value ... due to X: For input string: ..."})
  void areShownWithoutData(String what, String message, String shown) {
    assertThat(Failures.withoutData(new IllegalStateException(message), "secret.example")).isEqualTo("java.lang.IllegalStateException: " + shown);
  }

  @Test
  void areShownInOneShortLine() {
    assertThat(Failures.withoutData(new IllegalStateException("a\nlong story ".repeat(99)), null)).doesNotContain("\n").hasSizeLessThan(310);
  }
}
