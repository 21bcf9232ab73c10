package io.github.camelcti.crowdsec.opencti;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * One GraphQL request to the platform: a document's name, its variables, and which of its root fields matter.
 *
 * @param name name of the document, {@code <name>.graphql} in the folder of documents
 * @param variables GraphQL variables; null values are sent as {@code null}
 * @param essential root fields without which the request has failed; an error in another field (a note on a work,
 *     say) is only worth a warning. Fields after a failed one still run (observed on 6.9.10).
 */
public record Operation(String name, Map<String, Object> variables, Set<String> essential) {

  public Operation {
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    essential = Set.copyOf(essential);
  }

  /** An operation whose every listed root field matters. */
  public static Operation of(String name, Map<String, Object> variables, String... essential) {
    return new Operation(name, variables, Set.of(essential));
  }

  /** Names the document only: variables may hold a whole bundle. */
  @Override
  public String toString() {
    return "Operation[" + name + "]";
  }
}
