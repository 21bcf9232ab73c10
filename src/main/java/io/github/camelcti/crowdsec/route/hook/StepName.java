package io.github.camelcti.crowdsec.route.hook;

import java.util.regex.Pattern;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;

/** What a step of a route is called in messages. */
public final class StepName {

  private static final Pattern GENERATED_ID = Pattern.compile("[A-Za-z]+[0-9]+");
  private static final int LONGEST_LABEL = 80;

  private StepName() {}

  /** The step's id, or its label without secrets if nobody has given it an id: what Camel generates is in no file. */
  public static String of(String id, @Nullable String label) {
    if (label == null || !GENERATED_ID.matcher(id).matches()) {
      return id;
    }
    String line = URISupport.sanitizeUri(label).replaceAll("\\s+", " ");
    return line.length() <= LONGEST_LABEL ? line : line.substring(0, LONGEST_LABEL) + "...";
  }
}
