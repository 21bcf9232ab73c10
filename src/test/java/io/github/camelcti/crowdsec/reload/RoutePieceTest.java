package io.github.camelcti.crowdsec.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Parts of a file: on their own lines, so that Camel names those when a step fails later. */
class RoutePieceTest {

  private static final String BLOCKS = """
      # A comment
      - beans:
          - name: first
            type: "#class:a.B"
          # Of the second
          - name: second
            type: "#class:a.C"
      - route:
          id: one
          from:
            uri: direct:one

      - route:
          id: two
          from:
            uri: direct:two
      """;
  private static final String BRACKETS = "[{route: {id: one, from: {uri: 'direct:one'}}}, {route: {id: two, from: {uri: 'direct:two'}}}]";
  private static final String ANCHOR = "- route: {id: one, from: &start {uri: 'direct:one'}}\n- route: {id: two, from: *start}\n";

  static Stream<Arguments> excerpts() {
    return Stream.of(
        arguments(named("a route", BLOCKS), Set.of("two"), 15),
        arguments(named("the first route", BLOCKS), Set.of("one"), 9),
        arguments(named("a bean", BLOCKS), Set.of("second"), 6),
        arguments(named("a bean and a route", BLOCKS), Set.of("first", "two"), 3),
        arguments(named("all", BLOCKS), Set.of("first", "second", "one", "two"), 3),
        arguments(named("in brackets", BRACKETS), Set.of("two"), 0),
        arguments(named("with an anchor", ANCHOR), Set.of("two"), 0));
  }

  @ParameterizedTest
  @MethodSource("excerpts")
  void keepsTheLinesOfWhatItKeeps(String text, Set<String> ids, int line) {
    // Given
    List<RoutePiece> wanted = RoutePiece.of("a.camel.yaml", text).stream().filter(piece -> ids.contains(piece.id())).toList();
    // When
    String excerpt = RoutePiece.excerpt("a.camel.yaml", text, wanted);
    // Then
    assertThat(RoutePiece.of("a.camel.yaml", excerpt)).containsExactlyElementsOf(wanted);
    if (line > 0) {
      assertThat(excerpt.lines().toList().get(line - 1)).isEqualTo(text.lines().toList().get(line - 1)).isNotBlank();
    }
  }
}
