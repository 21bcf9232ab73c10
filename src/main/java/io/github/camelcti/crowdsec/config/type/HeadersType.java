package io.github.camelcti.crowdsec.config.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Headers in the form of OpenCTI's Python client library (OpenCTI contract, section 1.1): pairs separated by
 * semicolons, each split at its first colon. A part that is not a header is ignored, with a warning that does not
 * quote it.
 */
public final class HeadersType {

  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  /** The HTTP client sets these itself; another value would cut or garble requests. */
  private static final Set<String> RESERVED =
      Set.of("content-length", "transfer-encoding", "connection", "content-type", "content-encoding", "te", "upgrade");

  private HeadersType() {}

  public static ValueType<CustomHeaders> create() {
    return ValueType.secret("headers as Name: value, separated by semicolons", HeadersType::parse);
  }

  private static CustomHeaders parse(String text, Consumer<String> warning) {
    List<CustomHeaders.Entry> entries = new ArrayList<>();
    String[] parts = text.split(";");
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i].strip();
      String value = part.substring(part.indexOf(':') + 1).strip();
      Optional<String> placeholder = SamplePlaceholder.in(value.replaceFirst("(?i)^(?:bearer|basic|token)\\s+", ""), false);
      if (placeholder.isPresent()) {
        throw new InvalidValueException("has a header, number " + (i + 1) + ", whose value " + placeholder.get());
      }
      if (!part.isEmpty()) {
        String fault = add(part, entries);
        if (fault != null) {
          warning.accept("has a part, number " + (i + 1) + ", that is ignored: " + fault);
        }
      }
    }
    return new CustomHeaders(List.copyOf(entries));
  }

  /** Adds a header, or says what is wrong with it. */
  private static @Nullable String add(String part, List<CustomHeaders.Entry> entries) {
    int colon = part.indexOf(':');
    if (colon < 0) {
      return "it has no colon";
    }
    String name = part.substring(0, colon).strip();
    String value = part.substring(colon + 1).strip();
    if (!NAME.matcher(name).matches()) {
      return "the text before its colon is not a header name";
    }
    if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
      return "the connector sets that header itself";
    }
    if (!value.chars().allMatch(c -> c >= ' ' && c < 127)) {
      return "its value contains a control or non-ASCII character";
    }
    entries.add(new CustomHeaders.Entry(name, Secret.of(value)));
    return null;
  }
}
