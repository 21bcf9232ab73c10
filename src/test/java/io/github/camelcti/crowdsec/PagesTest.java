package io.github.camelcti.crowdsec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages of this repository: their links lead to a file and to a heading in it, and a reader finds every page. */
class PagesTest {

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(?:#([^)\\s]*))?\\)");
  private static final Pattern HEADING = Pattern.compile("#{1,6} (.+)");
  private static final Pattern CITED = Pattern.compile("docs/[\\w./-]+\\.md(?:#[\\w-]+)?|docs/decisions/\\d{4}");

  /** Where files other than pages cite a page. */
  private static final List<String> CITING = List.of("src", "routes", "kamelets", "config", "deploy", "bench", ".ci",
      "__metadata__", "application.properties", "docker-compose.yml", "jvm.options", "pom.xml", "Dockerfile");

  static Stream<Path> pages() throws IOException {
    return Stream.of(".", "docs", "bench", "deploy", "examples", "kamelets", "routes")
        .flatMap(folder -> files(Path.of(folder), folder.equals(".") ? 1 : 9))
        .filter(file -> file.toString().endsWith(".md"));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkLeadsToAFileAndToAHeadingInIt(Path page) throws IOException {
    for (Link link : links(page)) {
      assertThat(link.file).as("link in " + page).exists();
      if (link.anchor != null) {
        assertThat(anchors(link.file)).as("anchors of " + link.file + ", linked from " + page).contains(link.anchor);
      }
    }
  }

  @Test
  void everyPageCanBeReachedFromTheReadme() throws IOException {
    // Given
    Set<Path> reached = new LinkedHashSet<>();
    Deque<Path> next = new ArrayDeque<>(List.of(Path.of("README.md")));
    // When the links are followed
    while (!next.isEmpty()) {
      Path page = next.pop();
      if (reached.add(page)) {
        links(page).stream().map(Link::file).filter(file -> file.toString().endsWith(".md")).forEach(next::push);
      }
    }
    // Then
    assertThat(reached).containsAll(files(Path.of("docs"), 9).toList());
  }

  @Test
  void everyPageThatOtherFilesCiteExists() {
    CITING.stream().flatMap(place -> files(Path.of(place), 99)).forEach(file -> {
      Matcher cited = CITED.matcher(text(file));
      while (cited.find()) {
        String[] page = cited.group().split("#");
        if (page[0].endsWith(".md")) {
          assertThat(Path.of(page[0])).as("cited in " + file).exists();
        } else {
          assertThat(files(Path.of("docs/decisions"), 1)).as("cited in " + file).anyMatch(it -> it.toString().startsWith(page[0]));
        }
        if (page.length > 1) {
          assertThat(anchors(Path.of(page[0]))).as("cited in " + file).contains(page[1]);
        }
      }
    });
  }

  private record Link(Path file, String anchor) { }

  /** Links within the repository, out of the text and not out of blocks of code. */
  private static List<Link> links(Path page) {
    List<Link> links = new ArrayList<>();
    Path folder = page.getParent() == null ? Path.of("") : page.getParent();
    Matcher link = LINK.matcher(withoutCode(page).collect(Collectors.joining("\n")));
    while (link.find()) {
      if (!link.group(1).contains(":")) {
        links.add(new Link(link.group(1).isEmpty() ? page : folder.resolve(link.group(1)).normalize(), link.group(2)));
      }
    }
    return links;
  }

  /** As GitHub makes them: small letters, digits, hyphens for blanks; the second of a kind ends with -1. */
  private static Set<String> anchors(Path page) {
    Map<String, Integer> seen = new HashMap<>();
    return withoutCode(page).map(HEADING::matcher).filter(Matcher::matches)
        .map(heading -> heading.group(1).strip().toLowerCase(Locale.ROOT)
            .replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .map(anchor -> seen.merge(anchor, 1, Integer::sum) == 1 ? anchor : anchor + "-" + (seen.get(anchor) - 1))
        .collect(Collectors.toSet());
  }

  private static Stream<String> withoutCode(Path page) {
    return text(page).replaceAll("(?ms)^```.*?^```$", "").lines();
  }

  private static Stream<Path> files(Path place, int depth) {
    try (Stream<Path> files = Files.walk(place, depth)) {
      return files.filter(Files::isRegularFile).map(Path::normalize).toList().stream();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
