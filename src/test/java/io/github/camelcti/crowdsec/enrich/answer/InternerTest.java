package io.github.camelcti.crowdsec.enrich.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InternerTest {

  /** Two of these always want the same place. */
  private record Part(String name) {
    @Override
    public int hashCode() {
      return 1;
    }
  }

  private final Interner parts = new Interner(4);

  @Test
  void equalPartsBecomeOneObject() {
    // Given
    Part first = new Part("ssh:bruteforce");
    // When
    Part again = parts.same(first) == first ? parts.same(new Part("ssh:bruteforce")) : null;
    // Then
    assertThat(again).isSameAs(first);
  }

  @Test
  void aPartIsNeverTakenForAnotherOfTheSamePlace() {
    // Given
    Part first = parts.same(new Part("ssh:bruteforce"));
    // When
    Part second = parts.same(new Part("http:scan"));
    // Then
    assertThat(second).isNotSameAs(first).isEqualTo(new Part("http:scan"));
    assertThat(parts.same(new Part("ssh:bruteforce"))).isEqualTo(first);
  }

  @Test
  void anyPartIsGivenBackEqual() {
    assertThat(IntStream.range(-50, 50).mapToObj(n -> parts.same("part " + n)))
        .containsExactlyElementsOf(IntStream.range(-50, 50).mapToObj(n -> "part " + n).toList());
    assertThat(parts.<String>same(null)).isNull();
  }
}
