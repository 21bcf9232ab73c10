package io.github.camelcti.crowdsec.reload;

import io.github.camelcti.crowdsec.reload.options.MissingJar;
import org.jspecify.annotations.Nullable;

/**
 * A problem in the folder of routes.
 *
 * @param file the file's path as the folder was given, never null
 * @param line its line, counted from 1; 0 when it concerns the whole file
 * @param id the route or step, null when there is none
 * @param reason what is wrong, a sentence for the engineer who edited the file
 */
public record RouteFinding(String file, int line, @Nullable String id, String reason) {

  /** The same; if a module of Camel is missing, with the module. */
  RouteFinding explained() {
    return new RouteFinding(file, line, id, MissingJar.explain(reason));
  }

  /** On one line, so that editors can jump there: {@code file:line: id: reason}. */
  @Override
  public String toString() {
    return file + (line > 0 ? ":" + line : "") + ": " + (id == null ? "" : id + ": ") + reason;
  }
}
