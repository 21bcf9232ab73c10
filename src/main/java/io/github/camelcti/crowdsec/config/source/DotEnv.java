package io.github.camelcti.crowdsec.config.source;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a {@code .env} file: one {@code NAME=value} per line, optionally after {@code export}, {@code #} comments,
 * single quotes literal, double quotes with the escapes of {@code \n \t \" \\}.
 *
 * <p>As in python-dotenv, a {@code #} in an unquoted value starts a comment only after a space, so that
 * {@code COLOR=#800080} is a colour. Variables are not expanded, because a secret may contain {@code $}.
 */
final class DotEnv {

  private static final Pattern LINE =
      Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*)", Pattern.DOTALL);
  private static final Pattern DOUBLE_QUOTED = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"\\s*(?:#.*)?");
  private static final Pattern SINGLE_QUOTED = Pattern.compile("'([^']*)'\\s*(?:#.*)?");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");

  private final List<String> warnings;

  DotEnv(List<String> warnings) {
    this.warnings = warnings;
  }

  /** Reads all lines. A line in any other form is ignored with a warning that does not quote it. */
  Map<String, Source.Entry> read(String text) {
    Map<String, Source.Entry> entries = new LinkedHashMap<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        readLine(line, SourceReader.DOT_ENV + " line " + (i + 1), entries);
      }
    }
    return entries;
  }

  private void readLine(String line, String origin, Map<String, Source.Entry> entries) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      warnings.add(origin + " is not NAME=value and is ignored");
      return;
    }
    Source.Entry former = entries.put(matcher.group(1), Source.Entry.value(value(matcher.group(2)), origin));
    if (former != null) {
      warnings.add(matcher.group(1) + " appears twice in .env; " + origin + " is used");
    }
  }

  private static String value(String raw) {
    Matcher quoted = DOUBLE_QUOTED.matcher(raw);
    if (quoted.matches()) {
      return ESCAPE.matcher(quoted.group(1))
          .replaceAll(found -> Matcher.quoteReplacement(unescape(found.group(1))));
    }
    Matcher literal = SINGLE_QUOTED.matcher(raw);
    return literal.matches() ? literal.group(1) : raw.replaceFirst("(^|\\s+)#\\s.*|\\s+#.*", "").strip();
  }

  private static String unescape(String letter) {
    return switch (letter) {
      case "n" -> "\n";
      case "t" -> "\t";
      default -> letter;
    };
  }
}
