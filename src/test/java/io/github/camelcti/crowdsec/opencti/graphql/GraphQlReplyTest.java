package io.github.camelcti.crowdsec.opencti.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GraphQlReplyTest {

  private static final Operation PUSH = Operation.of("push-bundle", Map.of(), "stixBundlePush");
  private static final Operation PING = Operation.of("ping-connector", Map.of(), "pingConnector");
  private static final Operation NOTE = Operation.of("mark-received", Map.of());

  @Test
  void givesTheDataOfAnAnswerWithoutErrors() {
    GraphQlReply reply = GraphQlReply.read(PUSH, "{\"data\": {\"stixBundlePush\": true}}");
    assertThat(reply.data().path("stixBundlePush").asBoolean()).isTrue();
    assertThat(reply.warnings()).isEmpty();
  }

  @Test
  void anErrorInAFieldThatDoesNotMatterIsAWarning() {
    // Given a push that worked beside a note on the work that did not
    String body = """
        {"errors": [{"message": "no such work", "path": ["workEdit", "toReceived"],
                     "extensions": {"code": "FUNCTIONAL_ERROR"}}],
         "data": {"stixBundlePush": true, "workEdit": null}}""";
    // When
    GraphQlReply reply = GraphQlReply.read(PUSH, body);
    // Then
    assertThat(reply.warnings()).singleElement().asString().contains("push-bundle/workEdit", "no such work");
    assertThat(reply.data().path("stixBundlePush").asBoolean()).isTrue();
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        arguments(named("the field that matters", PUSH), """
            {"errors": [{"message": "Invalid bundle", "path": ["stixBundlePush"],
             "extensions": {"code": "UNSUPPORTED_ERROR"}}], "data": {"stixBundlePush": null, "workEdit": {}}}""",
            GraphQlException.class, "UNSUPPORTED_ERROR: Invalid bundle"),
        arguments(named("a document that the schema refuses, nothing has run", NOTE), """
            {"errors": [{"message": "Cannot query field", "extensions": {"code": "GRAPHQL_VALIDATION_FAILED"}}]}""",
            GraphQlException.class, "Cannot query field"),
        arguments(named("the code at the top level as on 5.x", PUSH), """
            {"errors": [{"message": "no", "name": "FORBIDDEN_ACCESS", "path": ["stixBundlePush"]}], "data": null}""",
            GraphQlException.class, "FORBIDDEN_ACCESS"),
        arguments(named("a refused token, whatever the field", NOTE), """
            {"errors": [{"message": "You must be logged in to do this.", "path": ["workEdit"],
             "extensions": {"code": "AUTH_REQUIRED"}}], "data": {"workEdit": null}}""",
            TokenRefusedException.class, "OPENCTI_TOKEN"),
        arguments(named("a lock, which passes", NOTE), """
            {"errors": [{"message": "Execution timeout, LOCK_ERROR", "path": ["workEdit"],
             "extensions": {"code": "INTERNAL_SERVER_ERROR"}}], "data": {"workEdit": null}}""",
            PlatformUnavailableException.class, "LOCK_ERROR"),
        arguments(named("a search engine that is away, in a field that does not matter", PUSH), """
            {"errors": [{"message": "Find direct ids fail", "path": ["workEdit", "toReceived"], "extensions":
             {"code": "DATABASE_ERROR", "data": {"http_status": 500, "genre": "TECHNICAL"}}}],
             "data": {"stixBundlePush": true, "workEdit": null}}""",
            PlatformUnavailableException.class, "DATABASE_ERROR: Find direct ids fail"),
        arguments(named("the platform's own trouble, without details", NOTE), """
            {"errors": [{"message": "connect ECONNREFUSED", "path": ["workEdit"],
             "extensions": {"code": "INTERNAL_SERVER_ERROR"}}], "data": {"workEdit": null}}""",
            PlatformUnavailableException.class, "ECONNREFUSED"),
        arguments(named("a code of tomorrow with a server's status", NOTE), """
            {"errors": [{"message": "meteor", "path": ["workEdit"], "extensions":
             {"code": "METEOR_ERROR", "data": {"http_status": 503}}}], "data": {"workEdit": null}}""",
            PlatformUnavailableException.class, "METEOR_ERROR"),
        arguments(named("a code of tomorrow without one, in a field that matters", PUSH), """
            {"errors": [{"message": "no", "path": ["stixBundlePush"], "extensions": {"code": "NEW_ERROR"}}], "data": null}""",
            GraphQlException.class, "NEW_ERROR"),
        arguments(named("a connector that is not known", PING), """
            {"errors": [{"message": "No connector found with the specified ID", "path": ["pingConnector"],
             "extensions": {"code": "FUNCTIONAL_ERROR"}}], "data": {"pingConnector": null}}""",
            ForgottenException.class, "No connector found"),
        arguments(named("a ping that is refused for another reason", PING), """
            {"errors": [{"message": "no", "path": ["pingConnector"],
             "extensions": {"code": "FORBIDDEN_ACCESS"}}], "data": {"pingConnector": null}}""",
            GraphQlException.class, "FORBIDDEN_ACCESS"),
        arguments(named("an HTML page", PUSH), "<html>welcome</html>", PlatformUnavailableException.class,
            "not an OpenCTI GraphQL API"),
        arguments(named("JSON of something else", PUSH), "{\"status\": \"ok\"}", PlatformUnavailableException.class,
            "not an OpenCTI GraphQL API"),
        arguments(named("nothing", PUSH), null, PlatformUnavailableException.class, "got nothing"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failsWith(Operation operation, String body, Class<? extends Exception> kind, String words) {
    assertThatThrownBy(() -> GraphQlReply.read(operation, body)).isExactlyInstanceOf(kind).hasMessageContaining(words);
  }
}
