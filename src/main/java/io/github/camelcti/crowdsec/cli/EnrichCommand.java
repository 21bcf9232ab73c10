package io.github.camelcti.crowdsec.cli;

import io.github.camelcti.crowdsec.cli.enrich.Interruption;
import io.github.camelcti.crowdsec.cli.enrich.ProgressBar;
import io.github.camelcti.crowdsec.cli.enrich.ReportOptions;
import io.github.camelcti.crowdsec.cli.enrich.ResultPrinter;
import io.github.camelcti.crowdsec.cli.enrich.Screen;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Setting;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.enrich.address.AddressFault;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.answer.UnreadableAnswerException;
import io.github.camelcti.crowdsec.lookup.AddressList;
import io.github.camelcti.crowdsec.lookup.CrowdSecClient;
import io.github.camelcti.crowdsec.lookup.LookUp;
import io.github.camelcti.crowdsec.lookup.LookUpHistory;
import io.github.camelcti.crowdsec.lookup.Mapping;
import io.github.camelcti.crowdsec.lookup.Pause;
import io.github.camelcti.crowdsec.lookup.Result;
import io.github.camelcti.crowdsec.lookup.Result.Outcome;
import io.github.camelcti.crowdsec.lookup.SavedAnswer;
import io.github.camelcti.crowdsec.report.Dates;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks up addresses at CrowdSec and shows what the connector would write, without a platform. */
@Command(
    name = "enrich",
    description = {"Look up addresses at CrowdSec and show what the connector would write. Needs CROWDSEC_KEY, but no "
        + "platform; each address costs one call of the quota, unless it was looked up in the last CROWDSEC_LOOK_UP_CACHE_TTL.",
        ""},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:every address has an answer, even if CrowdSec does not know it",
        "1:some have none: not an address, a failed look-up, or the quota was used up",
        "2:arguments or settings are wrong, or CrowdSec refuses the key",
        "130:interrupted by Ctrl-C; what was looked up was shown"})
final class EnrichCommand implements Callable<Integer> {

  static final Set<Setting<?>> PLATFORM = Set.of(Settings.OPENCTI_URL, Settings.OPENCTI_TOKEN, Settings.CONNECTOR_ID);
  static final Set<Setting<?>> PLATFORM_AND_KEY =
      Set.of(Settings.OPENCTI_URL, Settings.OPENCTI_TOKEN, Settings.CONNECTOR_ID, Settings.CROWDSEC_KEY);

  @Parameters(arity = "0..*", paramLabel = "ADDRESS",
      description = "IPv4 or IPv6 addresses, also defanged, with a port, or in a URL.")
  private List<String> addresses = new ArrayList<>();

  @Option(names = "--file", paramLabel = "LIST",
      description = "A file with addresses: a list, a table, a log; '-' is standard input. # starts a comment.")
  private @Nullable String file;

  @Option(names = "--answer", paramLabel = "FILE",
      description = "Make no call: map an answer from CrowdSec that was saved as JSON. Give the address if the answer "
          + "has none.")
  private @Nullable String answer;

  @Option(names = "--fresh", description = "Ask CrowdSec even about addresses that were looked up lately.")
  private boolean fresh;

  @Option(names = "--dry-run", description = "Only say how many calls it would take.")
  private boolean dryRun;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ReportOptions options;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  private final CommandContext context;
  private final Supplier<Screen> screen;
  private final InputStream in;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Pause pause;

  EnrichCommand(CommandContext context) {
    this(context, () -> Screen.of(context.environment()), System.in, Clock.systemUTC(), System::nanoTime, Pause.real());
  }

  EnrichCommand(CommandContext context, Supplier<Screen> screen, InputStream in, Clock clock, LongSupplier nanoTime,
      Pause pause) {
    this.context = context;
    this.screen = screen;
    this.in = in;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.pause = pause;
  }

  @Override
  public Integer call() throws InterruptedException {
    options.check(context.directory());
    if (answer != null) {
      return saved();
    }
    AddressList list = given();
    if (list.addresses().isEmpty()) {
      throw wrong(file == null ? "Nothing to look up: give addresses, --file or --answer"
          : "Nothing to look up: there is no address in " + file);
    }
    return ask(list);
  }

  private int ask(AddressList list) throws InterruptedException {
    List<String> all = list.addresses();
    Config config = Config.loadWithout(PLATFORM, context.environment(), context.directory());
    LookUpHistory history = new LookUpHistory(fresh ? config.with(Settings.CROWDSEC_LOOK_UP_CACHE_TTL, Duration.ZERO) : config,
        context.environment(), context.directory(), clock);
    try (CrowdSecClient client = new CrowdSecClient(config, clock, nanoTime, pause)) {
      LookUp lookUp = new LookUp(config, address -> client.ask(address, body -> history.keep(address, body)),
          new Mapping(config, clock), history);
      sayCost(list, lookUp.cost(all), config.find(Settings.CROWDSEC_QUOTA_BUDGET).orElse(Integer.MAX_VALUE));
      if (dryRun) {
        return ExitCode.OK;
      }
      Screen terminal = screen.get();
      LookUp.Progress progress = terminal.progress() && all.size() > 1 ? new ProgressBar(context.err())
          : (done, of, next) -> { };
      Telling telling = new Telling(lookUp, printer(terminal), all.size() > 1);
      try (Interruption interruption = new Interruption(() -> lookUp.stop("it was interrupted"), () -> {
        progress.at(all.size(), all.size(), null);
        telling.tell();
      })) {
        lookUp.all(all, progress);
        telling.tell();
      }
      if (history.trouble() != null && all.size() > 1) {
        context.err().println("Answers are not kept for a second look: " + history.trouble()
            + ". With CROWDSEC_LOOK_UP_HISTORY=0, none are kept and this line is gone");
      }
      if (lookUp.keyRefused()) {
        return ExitCode.CONFIGURATION;
      }
      return telling.written && lookUp.soFar().stream().noneMatch(result -> result.outcome().bad())
          ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  /** Shows the results once, whoever comes first: the command at its end, or the user who ends it. */
  private final class Telling {

    private final LookUp lookUp;
    private final ResultPrinter printer;
    private final boolean list;
    private boolean told;
    private boolean written;

    private Telling(LookUp lookUp, ResultPrinter printer, boolean list) {
      this.lookUp = lookUp;
      this.printer = printer;
      this.list = list;
    }

    private synchronized void tell() {
      if (!told) {
        told = true;
        List<Result> results = lookUp.soFar();
        written = printer.print(results, lookUp.ended(), list);
        long left = results.stream().filter(result -> result.outcome() == Outcome.NOT_ASKED).count();
        if (left > 0) {
          context.err().println("Stopped early: " + lookUp.ended() + "; " + left
              + (left == 1 ? " address was" : " addresses were") + " not looked up");
        }
      }
    }
  }

  private ResultPrinter printer(Screen terminal) {
    return new ResultPrinter(options, terminal, clock, context.directory(), context.out(), context.err());
  }

  /** Before the first call, because it is the user's quota. */
  private void sayCost(AddressList list, LookUp.Cost cost, int budget) {
    int all = list.addresses().size();
    if (all == 1 && cost.kept() == 0 && !dryRun) {
      return;
    }
    List<String> parts = new ArrayList<>();
    parts.add(number(cost.calls(), "call") + " to CrowdSec"
        + (cost.calls() > budget ? ", of which CROWDSEC_QUOTA_BUDGET allows " + budget : ""));
    if (cost.oldest() != null) {
      parts.add(number(cost.kept(), "answer") + " of earlier look-ups, the oldest from "
          + Dates.age(cost.oldest(), clock.instant()) + " ago (--fresh asks again)");
    }
    if (cost.notPublic() > 0) {
      parts.add(cost.notPublic() + " private");
    }
    if (cost.notAddresses() > 0) {
      parts.add(cost.notAddresses() + " not an address");
    }
    if (list.doubles() > 0) {
      parts.add(number(list.doubles(), "double") + " left out");
    }
    if (list.linesWithout() > 0) {
      parts.add(number(list.linesWithout(), "line") + " without an address");
    }
    context.err().println((all == 1 ? "1 address: " : all + " addresses: ") + String.join("; ", parts));
  }

  private static String number(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private int saved() {
    if (file != null || addresses.size() > 1) {
      throw wrong("--answer maps one answer: give at most one address with it, and no --file");
    }
    IpAddress address = addresses.isEmpty() ? null : IpAddress.parse(addresses.get(0).strip())
        .orElseThrow(() -> wrong("'" + addresses.get(0) + "' " + AddressFault.say(addresses.get(0))));
    Config config = Config.loadWithout(PLATFORM_AND_KEY, context.environment(), context.directory());
    try {
      SavedAnswer read = SavedAnswer.read(context.resolve(answer), address);
      List<Result> result = List.of(new Mapping(config, clock).map(read.address(), read.answer()));
      return printer(screen.get()).print(result, null, false) ? ExitCode.OK : ExitCode.FAILED;
    } catch (IOException e) {
      throw wrong("The file " + answer + " of --answer can't be read (" + ResultPrinter.reason(e) + ")");
    } catch (UnreadableAnswerException e) {
      context.err().println("The file " + answer + " of --answer can't be mapped: " + e.getMessage());
      return ExitCode.CONFIGURATION;
    }
  }

  private AddressList given() {
    AddressList given = new AddressList();
    addresses.forEach(given::add);
    if (file != null) {
      try (InputStream lines = file.equals("-") ? in : Files.newInputStream(context.resolve(file))) {
        given.addLines(lines);
      } catch (IOException e) {
        throw wrong("The file " + file + " of --file can't be read (" + ResultPrinter.reason(e) + ")");
      }
    }
    return given;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
