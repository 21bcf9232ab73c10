package io.github.camelcti.crowdsec.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.answer.UnreadableAnswerException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No answer breaks the mapping: whatever is dropped, spoiled or blown up in a sample, there is either a sound
 * bundle or a refusal in one line.
 */
class MutatedAnswersTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, EnrichmentSettings> SETTINGS = MappingCases.settings();
  private static final int TRIES = 300;
  private static final int LARGE = 50_000;
  private static final int STEP = 7;
  private static final String COMPLETE = "200-malicious-full";

  /** Failures of one cause come in hundreds; a few of each sample say enough. */
  private static final int MOST_SHOWN = 15;

  static List<String> samples() {
    return MappingCases.samples();
  }

  @ParameterizedTest
  @ValueSource(strings = {COMPLETE, "200-odd-country-codes", "200-dates-no-offset", "200-cves-odd"})
  void oneSpoiledValueCostsThatValueAtMost(String sample) {
    // Given every value of a sample, spoiled in every way
    JsonNode original = tree(sample);
    List<List<Object>> places = Mutation.places(original);
    // Most samples share most of their fields: one has every value spoiled in every way, the others each
    // value in some ways, by turns, so that all ways come by. Bundles of a large sample take long.
    boolean whole = sample.equals(COMPLETE);
    boolean large = original.toString().length() > LARGE;
    places.removeIf(place -> large && place.size() > 1);
    int step = whole ? 1 : large ? Mutation.values().length : STEP;
    Set<CtiAnswer> seen = ConcurrentHashMap.newKeySet();
    Queue<String> problems = new ConcurrentLinkedQueue<>();
    places.parallelStream().forEach(place -> {
      for (int i = places.indexOf(place) % step; i < Mutation.values().length; i += step) {
        Mutation way = Mutation.values()[i];
        JsonNode mutated = original.deepCopy();
        way.spoil(mutated, place);
        // When it is enriched with each of the settings
        for (String problem : problems(sample, mutated, SETTINGS.keySet(), seen)) {
          problems.add(way + " " + place + ": " + problem);
        }
      }
    });
    // Then every bundle is sound
    assertThat(problems.stream().limit(MOST_SHOWN)).as("%d problems", problems.size()).isEmpty();
  }

  @Tag("nightly")
  @ParameterizedTest
  @MethodSource("samples")
  void oneSpoiledValueCostsThatValueAtMostInEverySample(String sample) {
    oneSpoiledValueCostsThatValueAtMost(sample);
  }

  @Property(tries = TRIES, seed = "20240627")
  void manySpoiledValuesTogetherCostNoMore(@ForAll("spoiled") Spoiled spoiled) {
    // Given a sample with several values spoiled at random
    JsonNode mutated = tree(spoiled.sample());
    for (Step step : spoiled.steps()) {
      List<List<Object>> places = Mutation.places(mutated);
      if (!places.isEmpty()) {
        step.mutation().spoil(mutated, places.get(step.place() % places.size()));
      }
    }
    // When it is enriched, then the bundle is sound
    assertThat(problems(spoiled.sample(), mutated, Set.of(spoiled.settings()),
        new HashSet<>())).isEmpty();
  }

  @Provide
  Arbitrary<Spoiled> spoiled() {
    Arbitrary<Step> steps = Combinators.combine(
        Arbitraries.integers().between(0, 10_000), Arbitraries.of(Mutation.class)).as(Step::new);
    return Combinators.combine(Arbitraries.of(smallSamples()), Arbitraries.of(SETTINGS.keySet()),
        steps.list().ofMinSize(2).ofMaxSize(12)).as(Spoiled::new);
  }

  private static List<String> smallSamples() {
    return samples().stream().filter(sample -> Samples.read(sample).length() <= LARGE).toList();
  }

  /** One value to spoil, counted round over all values. */
  record Step(int place, Mutation mutation) {}

  /** A sample with the values to spoil one after the other. */
  record Spoiled(String sample, String settings, List<Step> steps) {}

  @Test
  void theLargestAnswerStaysWithinTheBound() {
    // Given an answer with more of everything than is written
    ObjectNode largest = (ObjectNode) tree(COMPLETE);
    List.of("mitre_techniques", "cves", "behaviors", "attack_details", "references")
        .forEach(name -> Mutation.HUGE_LIST.spoil(largest, List.of(name)));
    Mutation.HUGE_OBJECT.spoil(largest, List.of("target_countries"));
    largest.put("reverse_dns", "host.example.net").putObject("location").put("country", "AQ");
    // When everything is on
    Enrichment enrichment = Fixtures.enrich(MappingCases.everythingOn(),
        MappingCases.observable(COMPLETE), Fixtures.json(largest.toString()));
    // Then the bundle is as large as the bound says, and sound
    assertThat(enrichment.bundle().objects()).hasSize(BundleRules.MOST_OBJECTS);
    assertThat(problems(COMPLETE, largest, SETTINGS.keySet(), new HashSet<>())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void anAnswerCutOffIsRefusedInOneLine(String sample) {
    // Given the first bytes of a sample, when it is read, then it is refused: half an answer is none
    byte[] whole = Samples.read(sample).strip().getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < whole.length; length += 1 + whole.length / 50) {
      List<String> problems = new ArrayList<>();
      CtiAnswer read = read(Arrays.copyOf(whole, length), problems);
      assertThat(read).as("after %d bytes", length).isNull();
      assertThat(problems).isEmpty();
    }
  }

  /**
   * What is wrong with the outcome. An answer that reads the same as one before is not enriched again: the
   * bundle depends on nothing else.
   */
  private static List<String> problems(String sample, JsonNode mutated, Set<String> settings,
      Set<CtiAnswer> seen) {
    List<String> problems = new ArrayList<>();
    byte[] body = mutated.toString().getBytes(StandardCharsets.UTF_8);
    CtiAnswer first = read(body, problems);
    if (first == null || !seen.add(first)) {
      return problems;
    }
    CtiAnswer second = read(body, problems);
    Observable observable = MappingCases.observable(sample);
    for (String name : settings) {
      try {
        Enrichment enrichment = Fixtures.enrich(SETTINGS.get(name), observable, first);
        String json = enrichment.bundle().toJson();
        BundleRules.broken(observable, json, enrichment.sentence())
            .forEach(rule -> problems.add(rule + " with " + name));
        Enrichment again = Fixtures.enrich(SETTINGS.get(name), observable, second);
        if (!again.bundle().toJson().equals(json) || !again.sentence().equals(enrichment.sentence())) {
          problems.add("another result of the same answer");
        }
      } catch (RuntimeException e) {
        problems.add(e + " with " + name);
      }
    }
    return problems;
  }

  /** The answer, null if it is refused as it should be. */
  private static CtiAnswer read(byte[] body, List<String> problems) {
    try {
      return CtiAnswer.parse(body);
    } catch (UnreadableAnswerException e) {
      if (!e.getMessage().matches("[^\\p{Cntrl}]{2,200}")) {
        problems.add("not refused in one line: " + e.getMessage());
      }
    } catch (RuntimeException e) {
      problems.add("not read: " + e);
    }
    return null;
  }

  private static JsonNode tree(String sample) {
    try {
      return JSON.readTree(Samples.read(sample));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
