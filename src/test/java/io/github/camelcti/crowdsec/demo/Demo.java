package io.github.camelcti.crowdsec.demo;

import static org.awaitility.Awaitility.await;

import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.report.LineWrap;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * The real routes on jobs for six addresses, with the doubles as OpenCTI and CrowdSec, and an account of what came of
 * it: taken from the doubles' state, not from what the connector says of itself. Exits 1 when a job has no outcome or
 * another one than it should.
 */
public final class Demo {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int WIDTH = 80;
  /** Not among the six. */
  private static final String ONE_MORE = "198.51.100.77";

  /** The six jobs: what each shows, and a word that its work's text must hold. */
  private static final List<Case> CASES = List.of(
      new Case("192.0.2.10", "malicious", "malicious", null, Step.ok(Samples.read("200-malicious-full", "192.0.2.10"))),
      new Case("192.0.2.53", "safe, a known resolver", "safe", null, Step.ok(Samples.read("200-safe-false-positive", "192.0.2.53"))),
      new Case("203.0.113.200", "CrowdSec does not know it", "not known", null),
      new Case("192.0.2.66", "marked TLP:RED", "over the limit", "TLP:RED"),
      new Case("198.51.100.20", "throttled once, then answered", "suspicious", null,
          Step.status(429, CrowdSecDouble.BURST, "Retry-After", "1"), Step.ok(Samples.read("200-suspicious", "198.51.100.20"))),
      new Case("2001:db8::10", "IPv6", "malicious", null, Step.ok(Samples.read("200-ipv6", "2001:db8::10"))));

  private final PrintStream out;

  private Demo(PrintStream out) {
    this.out = out;
  }

  /** Runs it; with {@code -Ddemo.keep} everything stays up until it is interrupted. */
  public static void main(String[] args) throws Exception {
    boolean keep = !"false".equals(System.getProperty("demo.keep", "false"));
    // The account is what people read; the log comes after it, with demo.keep.
    System.setProperty("connector.log.libraries", "OFF");
    System.setProperty("connector.log.level", "OFF");
    System.setProperty("connector.log.always", "NEUTRAL");
    System.exit(new Demo(System.out).run(keep) ? 0 : 1);
  }

  private boolean run(boolean keep) throws Exception {
    tell("Six jobs go through the routes of routes/. RabbitMQ, OpenCTI and CrowdSec are played in this process; nothing leaves this "
        + "computer. It takes about twenty seconds, and each job appears when it has ended.", "");
    out.println();
    try (Broker broker = Broker.start();
        OpenCtiDouble openCti = OpenCtiDouble.start(broker);
        CrowdSecDouble crowdSec = CrowdSecDouble.start();
        RunningConnector connector = RunningConnector.start(openCti, crowdSec, Map.of())) {
      boolean asExpected = true;
      for (Case c : CASES) {
        asExpected &= show(c, openCti, crowdSec, connector.id());
      }
      tell(openCti, crowdSec);
      if (keep) {
        stay(openCti, crowdSec);
      }
      return asExpected;
    }
  }

  private boolean show(Case c, OpenCtiDouble openCti, CrowdSecDouble crowdSec, String connectorId) {
    if (c.steps().length > 0) {
      crowdSec.script(c.address(), c.steps());
    }
    String observable = c.marking() == null
        ? openCti.addObservable(c.address()) : openCti.addObservable(c.address(), c.marking());
    long platformCalls = callsWithoutPings(openCti);
    String workId = openCti.ask(connectorId, observable);
    await().atMost(PATIENCE).until(() -> openCti.work(workId).status().equals("complete"));

    OpenCtiDouble.WorkView work = openCti.work(workId);
    OpenCtiDouble.ObservableView seen = openCti.observable(observable);
    String text = String.join(" | ", work.errors().isEmpty() ? last(work.messages()) : work.errors());
    out.println("Job      " + c.address() + " (" + c.shows() + ")");
    tell(work.status() + (work.errors().isEmpty() ? ": " : ", in error: ") + text, "  work     ");
    tell(inOpenCti(work, seen), "  OpenCTI  ");
    out.println("  calls    " + crowdSec.calls(c.address()).size() + " to CrowdSec, "
        + (callsWithoutPings(openCti) - platformCalls) + " to OpenCTI");
    out.println();
    boolean asExpected = text.contains(c.word()) && (c.marking() == null || crowdSec.calls(c.address()).isEmpty());
    if (!asExpected) {
      out.println("  THIS IS NOT THE OUTCOME THAT WAS EXPECTED (" + c.word() + ")");
    }
    return asExpected;
  }

  private static long callsWithoutPings(OpenCtiDouble openCti) {
    return openCti.requests().size() - openCti.count("pingConnector");
  }

  private static List<String> last(List<String> messages) {
    return messages.isEmpty() ? messages : messages.subList(messages.size() - 1, messages.size());
  }

  private static String inOpenCti(OpenCtiDouble.WorkView work, OpenCtiDouble.ObservableView seen) {
    if (work.expected() == 0) {
      return "unchanged";
    }
    return work.processed() + " of " + work.expected() + " objects in; the observable has "
        + seen.labels().size() + " labels and " + seen.references().size() + " link";
  }

  private void tell(OpenCtiDouble openCti, CrowdSecDouble crowdSec) {
    String kinds = List.of("identity", "indicator", "sighting", "vulnerability", "attack-pattern", "location", "relationship", "note")
        .stream()
        .map(type -> openCti.objects(type).size() + " " + type)
        .filter(count -> !count.startsWith("0 "))
        .collect(Collectors.joining(", "));
    long closed = openCti.works().stream().filter(work -> work.status().equals("complete")).count();
    tell("In OpenCTI now: " + kinds, "");
    out.println(closed + " of " + openCti.works().size() + " works are closed; " + crowdSec.calls().size()
        + " calls to CrowdSec in all.");
  }

  private void stay(OpenCtiDouble openCti, CrowdSecDouble crowdSec) throws InterruptedException {
    crowdSec.answer(ONE_MORE, Samples.read("200-suspicious", ONE_MORE));
    out.println();
    out.println("OpenCTI   " + openCti.url() + "/graphql");
    out.println("          token " + openCti.token());
    out.println("CrowdSec  " + crowdSec.url() + "/v2/smoke/...");
    out.println("          key " + crowdSec.key());
    out.println();
    out.println("One more enrichment, and what comes of it:");
    out.println("  curl -s -X POST \\");
    out.println("    '" + openCti.url() + "/double/enrich?value=" + ONE_MORE + "'");
    out.println("From here on you see the connector's log. Ctrl-C ends it.");
    System.clearProperty("connector.log.always");
    System.setProperty("connector.log.level", "INFO");
    Configurator.reconfigure();
    Thread.currentThread().join();
  }

  /** Prints a text on lines that fit a usual terminal, below each other. */
  private void tell(String text, String name) {
    String indent = name;
    for (String line : LineWrap.words(text, WIDTH - name.length())) {
      out.println(indent + line);
      indent = " ".repeat(name.length());
    }
  }

  private record Case(String address, String shows, String word, String marking, Step... steps) {}
}
