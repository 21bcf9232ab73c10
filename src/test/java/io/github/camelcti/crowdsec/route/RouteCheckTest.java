package io.github.camelcti.crowdsec.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelcti.crowdsec.opencti.Document;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the check of routes takes for granted; its findings are tested with the command that prints them. */
class RouteCheckTest {

  @Test
  void knowsTheDocumentsThatThereAre() throws IOException {
    Set<String> names = RouteFolder.read(Path.of("")).documents().stream()
        .map(file -> Document.of(file.getFileName().toString(), "").name()).collect(Collectors.toSet());
    assertThat(names).containsExactlyInAnyOrderElementsOf(DocumentCheck.NEEDED);
  }

  @Test
  void knowsEveryFileOfRoutes() throws IOException {
    assertThat(RouteFolder.read(Path.of("")).routes()).hasSizeGreaterThan(10)
        .allSatisfy(file -> assertThat(file.toString()).endsWith(".camel.yaml"));
  }
}
