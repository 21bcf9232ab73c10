package io.github.camelcti.crowdsec.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What has to be replaced after an edit, and what can't be. */
class RouteChangeTest {

  private static final String FILE = "routes/a.camel.yaml";
  private static final String CUSTOM = "routes/custom/a.camel.yaml";
  private static final String ROUTE = "- route: {id: one, from: {uri: 'direct:one', steps: [{process: {ref: mine}}]}}\n";
  private static final String OTHER = "- route: {id: two, routeConfigurationId: rules, from: {uri: 'direct:two'}}\n";
  private static final String RULES = "- routeConfiguration: {id: rules, description: first}\n";
  private static final String BEAN = "- beans: [{name: mine, type: '#class:a.B'}]\n";
  private static final String ALL = ROUTE + OTHER + RULES + BEAN;

  static Stream<Arguments> edits() {
    return Stream.of(
        arguments("a comment", CUSTOM, "# Mine\n" + ALL, "no running route has changed"),
        arguments("another order", CUSTOM, RULES + BEAN + OTHER + ROUTE, "no running route has changed"),
        arguments("a step", CUSTOM, ALL.replace("ref: mine", "ref: config"), "loaded one"),
        arguments("another id", CUSTOM, ALL.replace("id: one", "id: uno"), "loaded uno; removed one"),
        arguments("a route less", CUSTOM, OTHER + RULES + BEAN, "removed one"),
        arguments("rules, and the routes that go by them", CUSTOM, ALL.replace("first", "second"),
            "loaded rules, two"),
        arguments("a bean, and the routes that name it", CUSTOM, ALL.replace("a.B", "a.C"), "loaded mine, one"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("edits")
  void replacesWhatDiffers(String name, String file, String text, String expected) {
    RouteChange change = new RouteChange(set(file, ALL), set(file, text));
    assertThat(change.refusals()).isEmpty();
    assertThat(change).hasToString(expected);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        arguments("a bean of ours", FILE, ALL.replace("a.B", "a.C"), FILE + ":4: mine: restart the connector to apply " + FILE),
        arguments("no id", CUSTOM, ALL + "- route: {from: {uri: 'direct:three'}}\n",
            CUSTOM + ": route: has no id, so it can't be replaced while the connector runs; give it one"),
        arguments("something else of Camel's", CUSTOM, ALL + "- rest: {id: three}\n",
            CUSTOM + ": rest: restart the connector to apply " + CUSTOM));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void saysWhatNeedsARestart(String name, String file, String text, String expected) {
    assertThat(new RouteChange(set(file, ALL), set(file, text)).refusals()).extracting(RouteFinding::toString)
        .containsExactly(expected);
  }

  @Test
  void linesOfApplicationPropertiesNeedARestart() {
    // Given
    RouteSet before = set(FILE, ALL);
    RouteSet after = set(FILE, ALL);
    // When
    after.properties().setProperty("ping.period", "1000");
    // Then
    assertThat(new RouteChange(before, after).refusals()).extracting(RouteFinding::reason)
        .containsExactly("restart the connector to apply application.properties");
  }

  @Test
  void aFileWithAnotherNameIsNoChange() {
    assertThat(new RouteChange(set(FILE, ALL), set("routes/b.camel.yaml", ALL)).touchesRoutes()).isFalse();
  }

  @Test
  void whatIsReplacedGoesFirst() {
    RouteChange change = new RouteChange(set(CUSTOM, ALL), set(CUSTOM, OTHER.replace("direct:two", "direct:one") + RULES + BEAN));
    assertThat(change.outgoing()).containsExactlyInAnyOrder("one", "two");
    assertThat(change.fresh()).extracting(RoutePiece::id).isEqualTo(List.of("two"));
  }

  @Test
  void whatIsInPlaceInPartGoesWithAll() {
    // Given routes of which a part is another one's
    RouteSet before = set(CUSTOM, ALL);
    RouteSet part = set(CUSTOM, ROUTE.replace("id: one", "id: uno") + OTHER + RULES + BEAN);
    RouteSet mended = set(CUSTOM, ROUTE + OTHER.replace("direct:two", "direct:deux") + RULES + BEAN);
    // Then
    assertThat(RouteChange.between(List.of(before, part), mended)).hasToString("loaded two, one; removed uno");
    assertThat(RouteChange.between(List.of(before, part), before)).hasToString("loaded one; removed uno");
    assertThat(RouteChange.between(List.of(before), before).touchesRoutes()).isFalse();
  }

  private static RouteSet set(String file, String text) {
    return new RouteSet(new LinkedHashMap<>(Map.of(file, text)), Map.of(), new Properties(), Set.of());
  }
}
