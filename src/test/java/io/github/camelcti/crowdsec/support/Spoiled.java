package io.github.camelcti.crowdsec.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Samples with bytes changed, cut, doubled and put in, for the properties of readers. */
public final class Spoiled {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final List<byte[]> PIECES = Stream.of("null", "{", "[", "\"", "\\u0000", "\\ud800", "1e400", "-",
          "9".repeat(200), "[".repeat(3000), "{\"a\":".repeat(3000), "\u202e", "`", "\r\n", "\u0000", "None", "true",
          "\"errors\":[1]", "\"internal\":[]", "`Last CrowdSec enrichment: ", "9999-99-99T99:99:99Z`", "%", "::", "ffff:")
      .map(piece -> piece.getBytes(StandardCharsets.UTF_8)).toList();

  private Spoiled() {}

  /** Samples with up to six edits. */
  public static Arbitrary<byte[]> of(List<byte[]> samples) {
    Arbitrary<List<Integer>> edits = Arbitraries.integers().list().ofMinSize(0).ofMaxSize(6);
    return Combinators.combine(Arbitraries.of(samples), edits).as(Spoiled::spoil);
  }

  /** Each number is one edit: where, which kind, and what with. */
  private static byte[] spoil(byte[] sample, List<Integer> edits) {
    byte[] body = sample;
    for (int edit : edits) {
      int at = Math.floorMod(edit, body.length + 1);
      byte[] piece = PIECES.get(Math.floorMod(edit >>> 5, PIECES.size()));
      body = switch (Math.floorMod(edit >>> 3, 4)) {
        case 0 -> join(body, at, piece, at);
        case 1 -> join(body, at, new byte[] {(byte) (edit >>> 11)}, Math.min(body.length, at + 1));
        case 2 -> join(body, at, new byte[0], Math.min(body.length, at + 1 + Math.floorMod(edit >>> 7, 40)));
        default -> join(body, at, body.length > 200_000 ? piece : body, at);
      };
    }
    return body;
  }

  private static byte[] join(byte[] body, int from, byte[] piece, int to) {
    byte[] whole = new byte[from + piece.length + body.length - to];
    System.arraycopy(body, 0, whole, 0, from);
    System.arraycopy(piece, 0, whole, from, piece.length);
    System.arraycopy(body, to, whole, from + piece.length, body.length - to);
    return whole;
  }

  /**
   * Reads, soon: a value, or the one exception that the reader declares, with a message of bearable length.
   *
   * @param declared its type
   */
  public static void read(ThrowingCallable reader, Class<? extends Throwable> declared) {
    long start = System.nanoTime();
    Throwable thrown = catchThrowable(reader);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    if (thrown instanceof AssertionError failed) {
      throw failed;
    }
    if (thrown != null) {
      assertThat(thrown).isInstanceOf(declared);
      assertThat(thrown.getMessage()).isNotBlank().hasSizeLessThan(2000);
    }
  }

  /** Samples. */
  public static List<byte[]> texts(String... texts) {
    return Stream.of(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }
}
