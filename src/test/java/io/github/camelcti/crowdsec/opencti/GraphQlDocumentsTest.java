package io.github.camelcti.crowdsec.opencti;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import graphql.ExecutionInput;
import graphql.ParseAndValidate;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import io.github.camelcti.crowdsec.doubles.Generation;
import io.github.camelcti.crowdsec.doubles.GraphQlEngine;
import io.github.camelcti.crowdsec.opencti.graphql.Document;
import io.github.camelcti.crowdsec.opencti.graphql.Documents;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The documents of {@code routes/graphql} and the schemas of the five generations. */
class GraphQlDocumentsTest {

  private static final Path FOLDER = Path.of("routes/graphql");

  /** What the oldest generations can't do at all. */
  private static final Set<String> NOT_EVERYWHERE =
      Set.of("push-bundle", "push-with-ended-work", "push-without-work", "answer-playbook");

  private final Documents documents = new Documents(all());

  @ParameterizedTest
  @EnumSource(Generation.class)
  void everyDocumentOfAGenerationIsValidInItsSchema(Generation generation) {
    assertThat(errors(generation, schema(generation.sdl()))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void everyDocumentOfAGenerationIsValidInItsFullSchema(Generation generation) throws IOException {
    // Given
    String shared = System.getenv("SHARED_DIR");
    Path file = Path.of(shared == null || shared.isBlank() ? "../shared" : shared)
        .resolve("opencti/schemas/" + generation.version() + ".graphql");
    assumeTrue(Files.isRegularFile(file), "the platform's schema is not at " + file + "; SHARED_DIR says where to look");
    // Then
    assertThat(errors(generation, schema(Files.readString(file)))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void everyGenerationHasAVariantOfWhatItCanDo(Generation generation) {
    PlatformVersion version = PlatformVersion.of(generation.version());
    assertThat(documents.names()).allSatisfy(name ->
        assertThat(documents.find(name, version).isPresent() || NOT_EVERYWHERE.contains(name)).as(name).isTrue());
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void whatIsWrittenTogetherIsOneValidOperation(Generation generation) {
    // Given all kinds of objects in one request, but for those that are written by the same mutation as the observable
    PlatformVersion version = PlatformVersion.of(generation.version());
    List<Document> writes = documents.names().stream().filter(name -> name.startsWith("write-")).sorted()
        .filter(name -> !List.of("write-autonomous-system", "write-domain-name").contains(name))
        .map(name -> documents.find(name, version).orElseThrow()).toList();
    // When
    String merged = Document.merge(writes);
    // Then
    assertThat(writes).hasSizeGreaterThan(5);
    assertThat(errors(schema(generation.sdl()), merged)).isEmpty();
  }

  @Test
  void everyOldVariantIsStillOfUse() {
    for (Document document : all()) {
      boolean used = Stream.of(Generation.values()).map(it -> PlatformVersion.of(it.version()))
          .anyMatch(version -> documents.find(document.name(), version).filter(document::equals).isPresent());
      assertThat(used).as(document.fullName() + " is the variant for one of the known generations").isTrue();
    }
  }

  private List<String> errors(Generation generation, GraphQLSchema schema) {
    PlatformVersion version = PlatformVersion.of(generation.version());
    List<String> errors = new ArrayList<>();
    for (String name : documents.names()) {
      documents.find(name, version).ifPresent(document -> errors(schema, document.text())
          .forEach(error -> errors.add(document.fullName() + ": " + error)));
    }
    return errors;
  }

  private static List<String> errors(GraphQLSchema schema, String text) {
    return ParseAndValidate.parseAndValidate(schema, ExecutionInput.newExecutionInput().query(text).build())
        .getErrors().stream().map(error -> error.getMessage()).toList();
  }

  private static GraphQLSchema schema(String sdl) {
    return new SchemaGenerator().makeExecutableSchema(GraphQlEngine.definitions(sdl), RuntimeWiring.MOCKED_WIRING);
  }

  private static List<Document> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.map(file -> {
        try {
          return Document.of(file.getFileName().toString(), Files.readString(file));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
