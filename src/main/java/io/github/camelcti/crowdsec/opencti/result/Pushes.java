package io.github.camelcti.crowdsec.opencti.result;

import io.github.camelcti.crowdsec.opencti.graphql.GraphQlReply;
import io.github.camelcti.crowdsec.opencti.graphql.Operation;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The requests that push a bundle to the platform, and how they update works (docs/decisions/0015). */
public final class Pushes {

  private static final String PUSH = "stixBundlePush";

  private Pushes() {}

  /** For a job without a work: the platform opens one. */
  public static Operation withoutWork(String connectorId, String bundle) {
    return Operation.of("push-without-work", bundle(connectorId, bundle), PUSH);
  }

  /**
   * The bundle under a work, which gets the result text first.
   *
   * @param ended whether the work ends with that text. If not, the platform's workers end it when they have the last
   *     object in; for a single object nobody tells them how many there are, and a work that has ended would be opened
   *     again.
   */
  public static Operation withWork(String connectorId, String bundle, @Nullable String workId, String text, boolean ended) {
    Map<String, Object> variables = bundle(connectorId, bundle);
    variables.put("work", workId);
    variables.put("workId", workId);
    variables.put("message", text);
    return Operation.of(ended ? "push-with-ended-work" : "push-bundle", variables, PUSH);
  }

  /** Opens a work for an import. */
  public static Operation openWork(String connectorId, String name) {
    return Operation.of("open-import-work", Map.of("connector", connectorId, "name", name), "workAdd");
  }

  /** The id in the answer to {@link #openWork}. */
  public static String opened(GraphQlReply reply) {
    return reply.data().path("workAdd").path("id").asText();
  }

  /** Asks whether the workers import what was pushed under a work. */
  public static Operation askWhetherAlive(String workId) {
    return Operation.of("work-alive", Map.of("work", workId));
  }

  /**
   * Whether the answer to {@link #askWhetherAlive} is a "no". A work that is not alive may also be over: then all
   * objects are in. One that ended before its push says 1 of 1 from then on, so 1 tells nothing. No answer, from a
   * platform that can't tell, is no "no"; a "no" too many costs a second push of the same.
   *
   * @param objects how many objects were pushed
   */
  public static boolean dead(GraphQlReply reply, int objects) {
    int imported = reply.data().path("work").path("tracking").path("import_processed_number").asInt();
    return !reply.data().path("isWorkAlive").asBoolean(true) && (objects == 1 || imported < objects);
  }

  private static Map<String, Object> bundle(String connectorId, String bundle) {
    Map<String, Object> variables = new HashMap<>();
    variables.put("connector", connectorId);
    variables.put("bundle", bundle);
    return variables;
  }
}
