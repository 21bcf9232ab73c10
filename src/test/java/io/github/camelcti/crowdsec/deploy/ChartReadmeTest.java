package io.github.camelcti.crowdsec.deploy;

import io.github.camelcti.crowdsec.GeneratedSections;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The chart's table of values is made of the comments in values.yaml. */
class ChartReadmeTest {

  private static final Path CHART = Path.of("deploy/helm/crowdsec-connector");
  private static final Pattern KEY = Pattern.compile("( *)([A-Za-z]\\w*):(?: (.+))?");

  @Test
  void theTableHasEachValueWithItsComment() throws IOException {
    GeneratedSections.check(CHART.resolve("README.md"), Map.of("values", table(Files.readAllLines(CHART.resolve("values.yaml")))));
  }

  private static String table(List<String> lines) {
    StringBuilder table = new StringBuilder("| value | default | |\n| --- | --- | --- |\n");
    Deque<String> parents = new ArrayDeque<>();
    List<String> comment = new ArrayList<>();
    int list = Integer.MAX_VALUE;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher key = KEY.matcher(line);
      if (!line.isBlank() && line.length() - line.stripLeading().length() > list) {
        continue; // an entry of a list
      }
      list = Integer.MAX_VALUE;
      if (line.strip().startsWith("#")) {
        comment.add(line.strip().substring(1).strip());
      } else if (line.isBlank()) {
        comment.clear(); // of the file, not of a value
      } else if (key.matches()) {
        while (parents.size() > key.group(1).length() / 2) {
          parents.removeLast();
        }
        parents.addLast(key.group(2));
        boolean group = key.group(3) == null && (i + 1 == lines.size() || !lines.get(i + 1).strip().startsWith("- "));
        list = key.group(3) == null && !group ? key.group(1).length() : list;
        if (!group || !comment.isEmpty()) {
          table.append("| `%s` | %s | %s |\n".formatted(String.join(".", parents),
              group ? "" : key.group(3) == null ? "a list" : "`" + key.group(3) + "`", String.join(" ", comment)));
        }
        comment.clear();
      }
    }
    return table.toString();
  }
}
