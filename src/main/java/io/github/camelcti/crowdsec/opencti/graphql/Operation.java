package io.github.camelcti.crowdsec.opencti.graphql;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One GraphQL request to the platform: which documents, with which variables, and which of their root fields matter.
 *
 * @param documents names of the documents; several mutations are sent as one operation
 * @param variables GraphQL variables by name; null values are sent as {@code null}, those that the platform's variant
 *     of a document does not declare are left out
 * @param essential root fields without which the request has failed; an error in another field (a note on a work,
 *     say) is only worth a warning. Fields after a failed one still run (observed on 6.9.10).
 * @param draftId the draft to work in, null for the live data
 */
public record Operation(List<String> documents, Map<String, Object> variables, Set<String> essential,
    @Nullable String draftId) {

  public Operation {
    documents = List.copyOf(documents);
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    essential = Set.copyOf(essential);
  }

  /** An operation of one document, in the live data. */
  public static Operation of(String document, Map<String, Object> variables, String... essential) {
    return new Operation(List.of(document), variables, Set.of(essential), null);
  }

  /** The same in a draft; null means the live data. */
  public Operation inDraft(@Nullable String draft) {
    return new Operation(documents, variables, essential, draft);
  }

  /** The same with another value for one variable; null is sent as {@code null}. */
  public Operation with(String variable, @Nullable Object value) {
    Map<String, Object> all = new LinkedHashMap<>(variables);
    all.put(variable, value);
    return new Operation(documents, all, essential, draftId);
  }

  /** Both as one request: this one's fields first. Their documents and variables have different names. */
  public Operation and(Operation next) {
    Map<String, Object> all = new LinkedHashMap<>(variables);
    all.putAll(next.variables);
    return new Operation(Stream.concat(documents.stream(), next.documents.stream()).toList(), all,
        Stream.concat(essential.stream(), next.essential.stream()).collect(Collectors.toSet()), draftId);
  }

  /** The names of the documents, for messages. */
  public String name() {
    return String.join("+", documents);
  }

  /** Shows only the documents: variables may hold a whole bundle. */
  @Override
  public String toString() {
    return "Operation[" + name() + "]";
  }
}
