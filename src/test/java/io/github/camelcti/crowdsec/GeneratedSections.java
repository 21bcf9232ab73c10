package io.github.camelcti.crowdsec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Parts of a page that are made from code. Each stands between {@code <!-- generated: its name -->} and
 * {@code <!-- end -->}; the rest of the page is written by hand.
 */
public final class GeneratedSections {

  private GeneratedSections() { }

  /** Fails when a section is not what the code says, by its name; with {@code -Dregenerate=true} writes it first. */
  public static void check(Path page, Map<String, String> sections) throws IOException {
    String wanted = Files.readString(page);
    for (Map.Entry<String, String> section : sections.entrySet()) {
      int begin = wanted.indexOf("<!-- generated: " + section.getKey());
      assertThat(begin).as("the mark of " + section.getKey() + " in " + page).isNotNegative();
      int from = wanted.indexOf("\n", begin) + 1;
      wanted = wanted.substring(0, from) + "\n" + section.getValue() + "\n" + wanted.substring(wanted.indexOf("<!-- end -->", from));
    }
    if (Boolean.getBoolean("regenerate")) {
      Files.writeString(page, wanted);
    }
    assertThat(page).withFailMessage("%s is not what the code says: run this test with -Dregenerate=true", page)
        .content().isEqualTo(wanted);
  }
}
