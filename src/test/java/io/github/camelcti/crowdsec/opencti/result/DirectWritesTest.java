package io.github.camelcti.crowdsec.opencti.result;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.opencti.Results;
import io.github.camelcti.crowdsec.opencti.graphql.FieldError;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlReply;
import io.github.camelcti.crowdsec.opencti.graphql.Operation;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformVersion;
import io.github.camelcti.crowdsec.stix.StixBundle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectWritesTest {

  private static final PlatformVersion NEW = PlatformVersion.of("6.9.22");
  private static final PlatformVersion OLD = PlatformVersion.of("5.3.7");
  private static final ObjectMapper JSON = new ObjectMapper();
  /** Far more than any plan needs: reached only by one that never ends. */
  private static final int ENDLESS = 1000;

  private final StixBundle bundle = Results.full();

  /** What was asked for, and one root field per document. */
  private final List<Operation> asked = new ArrayList<>();

  private DirectWrites writes(PlatformVersion version) {
    return new DirectWrites(bundle, Results.observable(), null, version, () -> 0);
  }

  /** Plays a platform until nothing is left: a field fails with that code if the test says so. */
  private DirectWrites play(DirectWrites writes, String code, Predicate<String> fails) {
    while (writes.hasNext()) {
      assertThat(asked).as("requests").hasSizeLessThan(ENDLESS);
      Operation operation = writes.next();
      asked.add(operation);
      writes.take(answer(operation, code, fails));
    }
    return writes;
  }

  private GraphQlReply answer(Operation operation, String code, Predicate<String> fails) {
    assertThat(operation.documents()).as("documents of one request").isNotEmpty().doesNotHaveDuplicates();
    ObjectNode data = JSON.createObjectNode();
    List<FieldError> errors = new ArrayList<>();
    for (String document : operation.documents()) {
      String field = field(document);
      if (fails.test(field)) {
        data.putNull(field);
        errors.add(new FieldError(field, code, field + " failed"));
      } else if (field.equals("labels")) {
        data.putObject("labels").putArray("edges");
      } else {
        data.putObject(field).put("id", field + "-" + asked.size());
      }
    }
    return new GraphQlReply(data, errors);
  }

  private static String field(String document) {
    return switch (document) {
      case "find-labels" -> "labels";
      case "write-reference" -> "externalReferenceAdd";
      case "write-relationship" -> "stixCoreRelationshipAdd";
      case "write-sighting" -> "stixSightingRelationshipAdd";
      case "write-observable" -> "stixCyberObservableAdd";
      case "write-attack-pattern" -> "attackPatternAdd";
      default -> document.substring("write-".length()) + "Add";
    };
  }

  private List<String> documents() {
    return asked.stream().flatMap(operation -> operation.documents().stream()).toList();
  }

  /** The inputs of one kind, in order. */
  private List<JsonNode> inputs(String kind, String variable) {
    return asked.stream().filter(operation -> operation.documents().contains("write-" + kind))
        .map(operation -> JSON.<JsonNode>valueToTree(operation.variables().get(variable))).toList();
  }

  @Test
  void whatOthersReferToComesFirstAndTheObservableLast() {
    // When
    DirectWrites writes = play(writes(NEW), null, field -> false);
    // Then
    List<String> documents = documents();
    assertThat(documents.get(0)).isEqualTo("find-labels");
    assertThat(documents.get(documents.size() - 1)).isEqualTo("write-observable");
    assertThat(asked.get(asked.size() - 1).documents()).last().isEqualTo("write-observable");
    assertThat(documents.indexOf("write-organization")).isLessThan(documents.indexOf("write-indicator"));
    assertThat(documents.lastIndexOf("write-reference")).isLessThan(documents.lastIndexOf("write-relationship"));
    assertThat(writes.remark()).isEmpty();
    assertThat(documents).filteredOn("write-observable"::equals).hasSize(1);
    // And what refers to something has the platform's id of it
    assertThat(inputs("indicator", "indicator")).singleElement()
        .satisfies(input -> assertThat(input.path("createdBy").asText()).startsWith("organizationAdd-"));
    assertThat(inputs("relationship", "relationship")).allSatisfy(input -> {
      assertThat(input.path("fromId").asText()).isNotEmpty();
      assertThat(input.path("toId").asText()).isNotEmpty();
    });
    assertThat(inputs("sighting", "sighting")).allSatisfy(input -> assertThat(input.hasNonNull("toId")).isTrue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.3.7", "5.12.0", "6.9.22"})
  void needsHardlyMoreRequestsThanTheCommonestKindHasObjects(String version) {
    // When
    DirectWrites writes = play(writes(PlatformVersion.of(version)), null, field -> false);
    // Then
    Map<String, Long> perKind = documents().stream().collect(Collectors.groupingBy(it -> it, Collectors.counting()));
    long most = perKind.values().stream().mapToLong(Long::longValue).max().orElseThrow();
    // On top: the labels' look-up, and what the relationships wait for.
    assertThat((long) asked.size()).isBetween(most, most + 4);
    assertThat(writes.written()).isEqualTo(documents().size() - 1);
  }

  @Test
  void labelsThatExistAreNotMadeButUsed() {
    // Given
    DirectWrites writes = writes(NEW);
    Operation find = writes.next();
    List<?> values = (List<?>) find.variables().get("values");
    ObjectNode data = JSON.createObjectNode();
    ArrayNode edges = data.putObject("labels").putArray("edges");
    for (Object value : values) { // as the platform writes them
      edges.addObject().putObject("node").put("id", "there-" + value).put("value", " " + value.toString().toUpperCase());
    }
    // When
    writes.take(new GraphQlReply(data, List.of()));
    play(writes, null, field -> false);
    // Then
    assertThat(documents()).doesNotContain("write-label");
    assertThat(asked.get(asked.size() - 1).variables().get("labels")).asInstanceOf(
        org.assertj.core.api.InstanceOfAssertFactories.LIST).hasSameSizeAs(values)
        .allSatisfy(id -> assertThat(id.toString()).startsWith("there-"));
  }

  @Test
  void noLabelIsMadeWhenItIsNotKnownWhichExist() {
    // When
    DirectWrites writes = play(writes(NEW), "FORBIDDEN_ACCESS", "labels"::equals);
    // Then
    assertThat(documents()).doesNotContain("write-label").contains("write-indicator", "write-observable");
    assertThat(asked.get(asked.size() - 1).variables()).doesNotContainKey("labels");
    assertThat(writes.remark()).contains("labels failed");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
      "labelAdd, FORBIDDEN_ACCESS, 1",
      "stixSightingRelationshipAdd, FORBIDDEN_ACCESS, 1",
      "labelAdd, FUNCTIONAL_ERROR, -1",
      "stixSightingRelationshipAdd, FUNCTIONAL_ERROR, -1"})
  void whatIsNotAllowedIsNotTriedTwice(String refused, String code, int times) {
    // When
    DirectWrites all = play(writes(NEW), null, field -> false);
    long wanted = documents().stream().filter(it -> field(it).equals(refused)).count();
    int complete = all.written();
    asked.clear();
    DirectWrites writes = play(writes(NEW), code, refused::equals);
    // Then
    assertThat(documents().stream().filter(it -> field(it).equals(refused)).count())
        .isEqualTo(times < 0 ? wanted : times);
    assertThat(writes.written()).as("nothing else suffers").isEqualTo(complete - wanted);
    assertThat(writes.remark()).contains(wanted + " of " + complete + " objects could not be written")
        .endsWith(refused + " failed");
  }

  @Test
  void aFailedWriteCostsItselfAndWhatNeedsIt() {
    // When
    play(writes(NEW), "FUNCTIONAL_ERROR", "attackPatternAdd"::equals);
    // Then
    Set<String> techniques = bundle.objects().stream().filter(it -> it.type().equals("attack-pattern"))
        .map(it -> it.id()).collect(Collectors.toSet());
    assertThat(techniques).isNotEmpty();
    long others = bundle.objects().stream().filter(it -> it.type().equals("relationship"))
        .filter(it -> !techniques.contains(it.get("target_ref")) && !techniques.contains(it.get("source_ref"))).count();
    assertThat(inputs("relationship", "relationship")).hasSize((int) others);
    // The author is only used, not needed
    asked.clear();
    play(writes(NEW), "FUNCTIONAL_ERROR", "organizationAdd"::equals);
    assertThat(inputs("indicator", "indicator")).singleElement()
        .satisfies(input -> assertThat(input.has("createdBy")).isFalse());
    assertThat(documents()).last().isEqualTo("write-observable");
  }

  @Test
  void endsWhateverFails() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      asked.clear();
      int percent = random.nextInt(101);
      String code = random.nextBoolean() ? "FORBIDDEN_ACCESS" : "FUNCTIONAL_ERROR";
      // When
      DirectWrites writes = play(writes(random.nextBoolean() ? NEW : OLD), code, field -> random.nextInt(100) < percent);
      // Then
      assertThat(writes.hasNext()).as("seed " + seed).isFalse();
      assertThat(documents()).as("seed " + seed).filteredOn("write-observable"::equals).hasSize(1);
    }
  }

  @Test
  void anAnswerWithoutAnyDataEndsToo() {
    // Given
    DirectWrites writes = writes(NEW);
    int requests = 0;
    // When
    while (writes.hasNext() && requests++ < ENDLESS) {
      writes.next();
      writes.take(new GraphQlReply(JSON.createObjectNode(), List.of()));
    }
    // Then
    assertThat(writes.hasNext()).isFalse();
    assertThat(writes.written()).isZero();
    assertThat(writes.remark()).contains("OpenCTI gave no id for it");
  }

  @Test
  void platformsBefore512LackFieldsAndDemandOthers() {
    // When
    play(writes(OLD), null, field -> false);
    // Then
    assertThat(inputs("note", "note")).isNotEmpty().noneMatch(input -> input.has("note_types"));
    assertThat(inputs("organization", "organization")).isNotEmpty().allMatch(input -> input.hasNonNull("description"));
    assertThat(inputs("vulnerability", "vulnerability")).isNotEmpty().allMatch(input -> input.hasNonNull("description"));
    assertThat(asked).flatExtracting(operation -> operation.variables().values())
        .noneMatch(value -> value instanceof Map<?, ?> input && input.containsKey("objectOrganization"));
  }

  @Test
  void from512OnTheObjectsAreSharedAsTheObservableIs() {
    // When
    play(writes(PlatformVersion.of("5.12.0")), null, field -> false);
    // Then
    Map.of("note", "note", "indicator", "indicator", "vulnerability", "vulnerability", "attack-pattern", "attackPattern",
        "relationship", "relationship", "sighting", "sighting").forEach((kind, variable) ->
            assertThat(inputs(kind, variable)).as(kind).isNotEmpty().allSatisfy(input ->
                assertThat(input.path("objectOrganization")).extracting(JsonNode::asText)
                    .containsExactly(Results.ORGANIZATION)));
    assertThat(asked.get(asked.size() - 1).variables()).containsEntry("organizations", List.of(Results.ORGANIZATION));
    assertThat(inputs("organization", "organization")).noneMatch(input -> input.has("objectOrganization"));
    assertThat(inputs("note", "note")).allMatch(input -> input.has("note_types"));
  }

  @Test
  void everyRequestStaysInTheDraft() {
    // When
    play(new DirectWrites(bundle, Results.observable(), "draft-1", NEW, () -> 0), null, field -> false);
    // Then
    assertThat(asked).isNotEmpty().allMatch(operation -> "draft-1".equals(operation.draftId()));
  }

  @Test
  void givesUpWhenItTakesTooLongByTheTimeThatHasPassed() {
    // Given a platform that takes two minutes for each request
    AtomicLong nanos = new AtomicLong(-7);
    DirectWrites writes = new DirectWrites(bundle, Results.observable(), null, NEW, nanos::get);
    // When
    play(writes, null, field -> {
      nanos.addAndGet(asked.size() * Duration.ofMinutes(2).toNanos() - nanos.get());
      return false;
    });
    // Then
    assertThat(asked).hasSize(3);
    assertThat(writes.remark()).contains("too slow");
  }

  @Test
  void noVariableOfOneDocumentHidesThatOfAnother() {
    // When
    play(writes(NEW), null, field -> false);
    // Then
    for (Operation operation : asked) {
      if (!operation.documents().contains("write-observable") && !operation.documents().contains("find-labels")) {
        assertThat(operation.variables()).hasSameSizeAs(new HashSet<>(operation.documents()));
      }
    }
  }
}
