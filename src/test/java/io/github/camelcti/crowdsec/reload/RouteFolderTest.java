package io.github.camelcti.crowdsec.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import io.github.camelcti.crowdsec.support.ConnectorProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What shows that a file was changed, without reading it. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class RouteFolderTest {

  private static final Instant LATER = Instant.now().plus(Duration.ofHours(1));

  @TempDir
  private Path folder;

  private interface Change {
    void of(Path folder) throws Exception;
  }

  static Stream<Named<Change>> changes() {
    return Stream.of(
        named("another letter, and the time of the change set back", folder -> {
          Path file = folder.resolve("routes/push.camel.yaml");
          FileTime before = Files.getLastModifiedTime(file);
          Files.writeString(file, Files.readString(file).replace("Out", "Oui"));
          Files.setLastModifiedTime(file, before);
        }),
        named("a new file", folder -> Files.writeString(folder.resolve("routes/custom/own.camel.yaml"), "[]")),
        named("a file less", folder -> Files.delete(folder.resolve("routes/custom/there.camel.yaml"))),
        named("a file of a name that is not loaded", folder -> Files.writeString(folder.resolve("routes/own.yml"), "[]")),
        named("a document", folder -> Files.writeString(Files.list(folder.resolve("routes/graphql")).findFirst().orElseThrow(), "#")),
        named("a setting", folder -> Files.writeString(folder.resolve("application.properties"), "a = b")),
        named("a file replaced by one that was there before", folder -> Files.move(folder.resolve("old"),
            folder.resolve("routes/custom/there.camel.yaml"), StandardCopyOption.REPLACE_EXISTING)),
        named("a link that leads elsewhere", folder -> {
          Path link = folder.resolve("routes/custom/link.camel.yaml");
          Files.delete(link);
          Files.createSymbolicLink(link, folder.resolve("old"));
        }));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void everyChangeShows(Change change) throws Exception {
    // Given
    RouteFolder routes = folder();
    Optional<?> before = routes.stamps(LATER);
    assertThat(before).isPresent().isEqualTo(routes.stamps(LATER));
    // When
    change.of(folder);
    // Then
    assertThat(routes.stamps(LATER)).isNotEqualTo(before);
  }

  @Test
  void whatChangedJustNowMayChangeAgainUnseen() throws Exception {
    assertThat(folder().stamps(Instant.now())).isEmpty();
  }

  @Test
  void whatCannotBeReadHasNone() throws Exception {
    RouteFolder routes = folder();
    Files.delete(folder.resolve("application.properties"));
    assertThat(routes.stamps(LATER)).isEmpty();
  }

  private RouteFolder folder() throws Exception {
    ConnectorProcess.copyRoutes(folder);
    Path custom = Files.createDirectories(folder.resolve("routes/custom"));
    Files.writeString(folder.resolve("old"), "[]");
    Files.writeString(custom.resolve("there.camel.yaml"), "[]");
    Files.createSymbolicLink(custom.resolve("link.camel.yaml"), custom.resolve("there.camel.yaml"));
    return RouteFolder.read(folder);
  }
}
