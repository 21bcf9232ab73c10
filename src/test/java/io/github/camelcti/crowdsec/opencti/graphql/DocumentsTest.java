package io.github.camelcti.crowdsec.opencti.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {

  private final Document old = Document.of("read.since-5.3.graphql", "query A($id: ID!) { a(id: $id) }");
  private final Document newer = Document.of("read.since-5.12.24.graphql", "query B($id: ID!) { b(id: $id) }");
  private final Document newest = Document.of("read.since-6.9.graphql", "query C($id: ID!) { c(id: $id) }");
  private final Documents documents = new Documents(List.of(newer, newest, old));

  @ParameterizedTest(name = "{0} takes the variant since {1}")
  @CsvSource({"5.3.7,5.3", "5.12.0,5.3", "5.12.23,5.3", "5.12.24,5.12.24", "6.2.18,5.12.24", "6.8.99,5.12.24", "6.9.0,6.9",
      "6.9.22-beta.3,6.9", "6.10.1,6.9", "7.260817.0,6.9", "12.0,6.9", "nightly,6.9", "v6.9.1,6.9", "'',6.9"})
  void picksTheNewestVariantThatThePlatformCanTake(String version, String since) {
    assertThat(documents.find("read", PlatformVersion.of(version)).map(it -> it.since().text())).contains(since);
  }

  @Test
  void hasNothingForAPlatformThatIsOlderThanAllVariants() {
    assertThat(documents.find("read", PlatformVersion.of("5.2.9"))).isEmpty();
    assertThat(documents.find("write", PlatformVersion.of("6.9"))).isEmpty();
  }

  @Test
  void goesBackOneVariantWhenThePlatformRefusesOne() {
    // Given
    PlatformVersion version = PlatformVersion.of("6.9.1");
    // Then each refusal leads to the one before, the last one stays
    assertThat(documents.refuse(newest, version)).isTrue();
    assertThat(documents.find("read", version)).contains(newer);
    assertThat(documents.refuse(newer, version)).isTrue();
    assertThat(documents.find("read", version)).contains(old);
    assertThat(documents.refuse(old, version)).isFalse();
    assertThat(documents.find("read", version)).contains(old);
  }

  @ParameterizedTest
  @ValueSource(strings = {"read.txt", "Read.graphql", "read.since-.graphql", "read.since-x.graphql", "read.until-6.graphql"})
  void refusesAFileNameThatSaysSomethingElse(String fileName) {
    assertThatThrownBy(() -> Document.of(fileName, "")).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(fileName).hasMessageContaining("since-");
  }

  @Test
  void mergesMutationsAndKeepsComments() {
    // Given
    Document first = Document.of("write-a.graphql", "# a { comment }\nmutation A($a: A!) { aAdd(input: $a) { id } }\n");
    Document second = Document.of("write-b.graphql", "mutation B($b: [B!], $c: C) {\n  bAdd(b: $b, c: $c)\n}");
    // When
    String merged = Document.merge(List.of(first, second));
    // Then
    assertThat(merged.replaceAll("\\s+", " "))
        .isEqualTo("mutation CrowdSecWrite($a: A!, $b: [B!], $c: C) { aAdd(input: $a) { id } bAdd(b: $b, c: $c) }");
    assertThat(first.variables()).containsExactly("a");
    assertThat(Document.merge(List.of(first))).isEqualTo(first.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"query A($a: A) { a(a: $a) }", "{ about { version } }", "mutation { x }", "mutation X { y"})
  void saysWhichDocumentCannotBeMerged(String text) {
    Document odd = Document.of("write-odd.graphql", text);
    assertThatThrownBy(() -> Document.merge(List.of(odd, odd))).hasMessageContaining("write-odd");
  }

  @ParameterizedTest(name = "{0} at least {1}: {2}")
  @CsvSource({"6.9.22,6.9,true", "6.9,6.9.0,true", "6.8.10,6.9,false", "5.12.0,5.12.24,false", "7.260817.0,6.9,true",
      "6.10,6.9,true", "unknown,99,true"})
  void comparesVersionsByNumber(String version, String other, boolean expected) {
    assertThat(PlatformVersion.of(version).atLeast(other)).isEqualTo(expected);
    assertThat(Optional.of(PlatformVersion.of(null))).contains(PlatformVersion.UNKNOWN);
  }
}
