package io.github.camelcti.crowdsec.opencti.result;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * One object that is written by its own mutation.
 *
 * @param kind its kind, for example {@code label}: the name of document and variable
 * @param field the mutation's root field
 * @param key by which others refer to it: a STIX id, a label's value, a link
 * @param needs keys without which it can't be written
 * @param uses keys that are put in if they were written
 * @param variables makes the GraphQL variables, given the platform's id for each key that was written
 */
record Write(String kind, String field, String key, Set<String> needs, Set<String> uses,
    Function<Map<String, String>, Map<String, Object>> variables) {

  String document() {
    return "write-" + kind;
  }
}
