package io.github.camelcti.crowdsec.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
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
}
