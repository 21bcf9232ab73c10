package io.github.camelcti.crowdsec.bench;

import io.github.camelcti.crowdsec.doubles.Samples;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** CrowdSec's CTI API for the bench: it knows every address, and says the same of all. */
final class LightCrowdSec implements AutoCloseable {

  private static final String PATH = "/v2/smoke/";
  private static final String PLACE = "192.0.2.254";

  private record Sample(byte[] before, byte[] after) {}

  private final LightServer server;
  private final AtomicLong calls = new AtomicLong();
  private volatile Sample sample;
  private volatile long lastHeld;

  /** @param sampleName what it answers: a file of src/test/resources/crowdsec */
  LightCrowdSec(Duration latency, String sampleName) {
    answer(sampleName);
    server = new LightServer("light-crowdsec", latency, this::take);
  }

  /** Answers with another sample from now on. */
  void answer(String sampleName) {
    String text = Samples.read(sampleName, PLACE);
    int at = text.indexOf(PLACE);
    if (at < 0 || text.indexOf(PLACE, at + 1) >= 0) {
      throw new IllegalArgumentException(sampleName + " has the address not exactly once");
    }
    sample = new Sample(text.substring(0, at).getBytes(StandardCharsets.UTF_8),
        text.substring(at + PLACE.length()).getBytes(StandardCharsets.UTF_8));
  }

  private LightServer.Reply take(Request request) {
    String path = request.path();
    calls.incrementAndGet();
    byte[] answer = path.startsWith(PATH) ? known(path.substring(PATH.length()).getBytes(StandardCharsets.US_ASCII))
        : "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    return new LightServer.Reply(answer, (of, length, held, at) -> lastHeld = held);
  }

  private byte[] known(byte[] address) {
    Sample say = sample;
    ByteArrayOutputStream answer = new ByteArrayOutputStream(say.before.length + say.after.length + 200);
    answer.writeBytes(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
        + (say.before.length + address.length + say.after.length) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    answer.writeBytes(say.before);
    answer.writeBytes(address);
    answer.writeBytes(say.after);
    return answer.toByteArray();
  }

  String url() {
    return server.url();
  }

  void latency(Duration time) {
    server.latency(time);
  }

  long calls() {
    return calls.get();
  }

  /** How long the last answer was held, in nanoseconds. */
  long lastHeld() {
    return lastHeld;
  }

  @Override
  public void close() throws Exception {
    server.close();
  }
}
