package io.github.camelcti.crowdsec.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.junit.jupiter.api.Test;

class BoundedEntityTest {

  private static final Duration TIME = Duration.ofSeconds(10);

  private long nanos = -3;

  @Test
  void givesAnAnswerWithinItsBoundsUnchanged() throws IOException {
    assertThat(new String(entity("answer", 6).readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("answer");
  }

  @Test
  void failsAfterTheLastByteThatIsAllowed() throws IOException {
    InputStream in = entity("answer", 5);
    assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class).hasMessageContaining("more than 5 bytes");
  }

  @Test
  void failsByteByByteToo() throws IOException {
    // Given
    InputStream in = entity("ab", 1);
    assertThat(in.read()).isEqualTo('a');
    // Then
    assertThatThrownBy(in::read).isInstanceOf(IOException.class);
  }

  @Test
  void refusesAnAnswerThatAnnouncesTooMuch() {
    BoundedEntity entity = new BoundedEntity(
        new InputStreamEntity(new ByteArrayInputStream(new byte[0]), 100, ContentType.APPLICATION_JSON), 99, TIME, () -> nanos);
    assertThatThrownBy(entity::getContent).isInstanceOf(IOException.class).hasMessageContaining("100 bytes");
  }

  @Test
  void failsWhenTheTimeIsOver() throws IOException {
    // Given
    InputStream in = entity("answer", 100);
    assertThat(in.read()).isEqualTo('a');
    // When
    nanos += TIME.toNanos() + 1;
    // Then
    assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessageContaining("not complete after 10 s");
  }

  private InputStream entity(String text, long maxBytes) throws IOException {
    InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    return new BoundedEntity(new InputStreamEntity(in, ContentType.APPLICATION_JSON), maxBytes, TIME, () -> nanos).getContent();
  }
}
