package io.github.camelcti.crowdsec.route.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobSpoolTest {

  @TempDir
  private Path home;

  private JobSpool spool(Path folder, int capacity) {
    return new JobSpool(folder, capacity);
  }

  private static Exchange bring(JobSpool spool, String job) throws Exception {
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    exchange.getMessage().setHeader("Authorization", "Bearer secret");
    exchange.getMessage().setBody(job == null ? null : job.getBytes(StandardCharsets.UTF_8));
    spool.process(exchange);
    return exchange;
  }

  private static int status(Exchange exchange) {
    return exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void aJobIsKeptAsItCameInAFolderThatIsMadeForIt() throws Exception {
    // Given
    Path folder = home.resolve("not").resolve("there");
    // When
    Exchange answer = bring(spool(folder, 10), "{\"a\": \"ü\"}");
    // Then
    assertThat(status(answer)).isEqualTo(202);
    assertThat(answer.getMessage().getBody(String.class)).contains("Message successfully received");
    assertThat(answer.getMessage().getHeaders()).doesNotContainKey("Authorization");
    assertThat(files(folder)).singleElement().satisfies(file -> {
      assertThat(file.getFileName().toString()).matches("\\d{16}-[0-9a-f]{32}[.]json");
      assertThat(Files.readString(file)).isEqualTo("{\"a\": \"ü\"}");
    });
  }

  @Test
  void theSameJobIsKeptOnceHoweverOftenItComes() throws Exception {
    // Given
    JobSpool spool = spool(home, 10);
    // When
    for (String job : List.of("one", "two", "one", "one")) {
      assertThat(status(bring(spool, job))).isEqualTo(202);
    }
    // Then
    assertThat(files(home)).hasSize(2);
  }

  @Test
  void whenItIsFullTheWorkerKeepsTheJobUntilThereIsRoom() throws Exception {
    // Given
    JobSpool spool = spool(home, 2);
    bring(spool, "one");
    bring(spool, "two");
    Files.writeString(home.resolve("other-file.txt"), "does not count");
    // When
    Exchange refused = bring(spool, "three");
    // Then
    assertThat(status(refused)).isEqualTo(503);
    assertThat(refused.getMessage().getBody(String.class)).contains("2 jobs are already waiting");
    assertThat(status(bring(spool, "one"))).as("one that is there is no new one").isEqualTo(202);
    // And once a job is done
    Files.delete(files(home).get(0));
    assertThat(status(bring(spool, "three"))).isEqualTo(202);
  }

  @Test
  void manyAtOnceAreNeverMoreThanAllowedAndNeverHalf() throws Exception {
    // Given
    JobSpool spool = spool(home, 20);
    ExecutorService callers = Executors.newFixedThreadPool(8);
    List<Future<Integer>> answers = new ArrayList<>();
    // When
    for (int i = 0; i < 50; i++) {
      String job = "job " + i % 25;
      answers.add(callers.submit(() -> status(bring(spool, job))));
    }
    int accepted = 0;
    for (Future<Integer> answer : answers) {
      accepted += answer.get() == 202 ? 1 : 0;
    }
    callers.shutdown();
    // Then
    assertThat(files(home)).hasSize(20).allMatch(file -> file.toString().endsWith(".json"));
    assertThat(accepted).isGreaterThanOrEqualTo(20);
  }

  @Test
  void aFolderThatCannotBeWrittenIsAnErrorAndNoPromise() throws Exception {
    // Given something that no job can be written below, not even by root
    Path file = Files.writeString(home.resolve("file"), "");
    // Then
    assertThatThrownBy(() -> bring(spool(file.resolve("jobs"), 10), "one"))
        .isInstanceOf(IOException.class).hasMessageContaining("file");
  }

  @Test
  void aCallWithoutABodyIsKeptToo() throws Exception {
    // No answer but 202 would end it: the worker would bring it for ever. It is dropped when it is read.
    assertThat(status(bring(spool(home, 10), null))).isEqualTo(202);
  }
}
