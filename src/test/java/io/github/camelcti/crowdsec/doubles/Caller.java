package io.github.camelcti.crowdsec.doubles;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Brings jobs to connectors that listen by HTTP. Thread-safe. */
final class Caller {

  /** A job that takes longer counts as failed. */
  private static final Duration PATIENCE = Duration.ofSeconds(300);

  private final Generation generation;
  private final PlatformKey key;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Integer> statuses = new CopyOnWriteArrayList<>();

  Caller(Generation generation, PlatformKey key) {
    this.generation = generation;
    this.key = key;
  }

  /** Posts a job; whether the connector took it. */
  boolean call(String address, byte[] job) {
    boolean signed = generation.atLeast(Generation.V7);
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address)).timeout(PATIENCE)
        .header("Authorization", "Bearer " + (signed ? key.token() : OpenCtiDouble.TOKEN))
        .POST(HttpRequest.BodyPublishers.ofByteArray(job));
    if (signed) {
      request.header("Content-Type", "application/json");
    }
    int status;
    try {
      status = http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      status = 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    statuses.add(status);
    return status == 202 || signed && status == 200;
  }

  /** The status of every answer in order; 0 for none. */
  List<Integer> statuses() {
    return List.copyOf(statuses);
  }
}
