package io.github.camelcti.crowdsec.cli;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Setting;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.enrich.address.AddressFault;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.answer.UnreadableAnswerException;
import io.github.camelcti.crowdsec.lookup.AddressList;
import io.github.camelcti.crowdsec.lookup.CrowdSecClient;
import io.github.camelcti.crowdsec.lookup.LookUp;
import io.github.camelcti.crowdsec.lookup.Mapping;
import io.github.camelcti.crowdsec.lookup.Pause;
import io.github.camelcti.crowdsec.lookup.Result;
import io.github.camelcti.crowdsec.lookup.Result.Outcome;
import io.github.camelcti.crowdsec.lookup.SavedAnswer;
import io.github.camelcti.crowdsec.report.JsonReport;
import io.github.camelcti.crowdsec.report.TextReport;
import io.github.camelcti.crowdsec.report.page.HtmlReport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks up addresses at CrowdSec and shows what the connector would write, without a platform. */
@Command(
    name = "enrich",
    description = {"Look up addresses at CrowdSec and show what the connector would write. Needs CROWDSEC_KEY, but no "
        + "platform; each address costs one call of the quota.", ""},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:every address has an answer, even if CrowdSec does not know it",
        "1:some have none: not an address, a failed look-up, or the quota was used up",
        "2:arguments or settings are wrong, or CrowdSec refuses the key"})
final class EnrichCommand implements Callable<Integer> {

  private static final Set<Setting<?>> PLATFORM =
      Set.of(Settings.OPENCTI_URL, Settings.OPENCTI_TOKEN, Settings.CONNECTOR_ID);
  private static final Set<Setting<?>> PLATFORM_AND_KEY =
      Set.of(Settings.OPENCTI_URL, Settings.OPENCTI_TOKEN, Settings.CONNECTOR_ID, Settings.CROWDSEC_KEY);

  @Parameters(arity = "0..*", paramLabel = "ADDRESS", description = "IPv4 or IPv6 addresses.")
  private List<String> addresses = new ArrayList<>();

  @Option(names = "--file", paramLabel = "LIST", description = "A file with one address per line; # starts a comment.")
  private @Nullable String file;

  @Option(names = "--answer", paramLabel = "FILE",
      description = "Make no call: map an answer from CrowdSec that was saved as JSON. Give the address if the answer "
          + "has none.")
  private @Nullable String answer;

  @Option(names = "--html", paramLabel = "FILE",
      description = "Write an HTML page with the graph of the enrichment; it works offline.")
  private @Nullable String html;

  @ArgGroup
  private @Nullable Form form;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  private final CommandContext context;
  private final Screen screen;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Pause pause;

  /** What is printed instead of the table. */
  private static final class Form {

    @Option(names = "--json", description = "Print JSON, for programs.")
    private boolean json;

    @Option(names = "--bundle",
        description = "Print the STIX 2.1 bundle that would go to the platform; for several addresses, an array of "
            + "bundles.")
    @SuppressWarnings("UnusedVariable") // only whether this form was chosen is read
    private boolean bundle;
  }

  EnrichCommand(CommandContext context) {
    this(context, Screen.of(context.environment()), Clock.systemUTC(), System::nanoTime, Pause.real());
  }

  EnrichCommand(CommandContext context, Screen screen, Clock clock, LongSupplier nanoTime, Pause pause) {
    this.context = context;
    this.screen = screen;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.pause = pause;
  }

  @Override
  public Integer call() throws InterruptedException {
    checkPage();
    if (answer != null) {
      return saved();
    }
    List<String> all = AddressList.of(given());
    if (all.isEmpty()) {
      throw wrong("Nothing to look up: give addresses, --file or --answer");
    }
    return ask(all);
  }

  private int ask(List<String> all) throws InterruptedException {
    Config config = Config.loadWithout(PLATFORM, context.environment(), context.directory());
    try (CrowdSecClient client = new CrowdSecClient(config, clock, nanoTime, pause)) {
      LookUp lookUp = new LookUp(config, client::ask, new Mapping(config, clock));
      boolean bar = screen.interactive() && all.size() > 1;
      List<Result> results = lookUp.all(all, bar ? new ProgressBar(context.err()) : (done, of, next) -> { });
      boolean written = tell(results, lookUp.ended(), all.size() > 1);
      complain(results, lookUp.ended());
      if (lookUp.keyRefused()) {
        return ExitCode.CONFIGURATION;
      }
      return written && results.stream().noneMatch(result -> result.outcome().bad()) ? ExitCode.OK : ExitCode.FAILED;
    }
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
      return tell(List.of(new Mapping(config, clock).map(read.address(), read.answer())), null, false)
          ? ExitCode.OK : ExitCode.FAILED;
    } catch (IOException e) {
      throw wrong("The file " + answer + " of --answer can't be read (" + reason(e) + ")");
    } catch (UnreadableAnswerException e) {
      context.err().println("The file " + answer + " of --answer can't be mapped: " + e.getMessage());
      return ExitCode.CONFIGURATION;
    }
  }

  private List<String> given() {
    List<String> given = new ArrayList<>(addresses);
    if (file != null) {
      try {
        given.addAll(AddressList.read(context.resolve(file)));
      } catch (IOException e) {
        throw wrong("The file " + file + " of --file can't be read (" + reason(e) + ")");
      }
    }
    return given;
  }

  /** Checked before any look-up, because an answer that can't be written wastes a call. */
  private void checkPage() {
    Path page = html == null ? null : context.resolve(html).toAbsolutePath();
    if (page != null && (Files.isDirectory(page) || !Files.isWritable(Files.exists(page) ? page : page.getParent()))) {
      throw wrong("The file " + html + " of --html can't be written; choose a path in an existing folder that you may "
          + "write to");
    }
  }

  /** Prints and writes everything; returns whether everything could be written. */
  private boolean tell(List<Result> results, @Nullable String ended, boolean list) {
    // Whatever the locale, because JSON and terminals use UTF-8.
    PrintStream out = new PrintStream(context.out(), true, StandardCharsets.UTF_8);
    if (form == null) {
      out.println(TextReport.of(results, screen.width(), screen.interactive()));
    } else if (form.json) {
      out.println(JsonReport.results(results, ended, clock.instant()));
    } else {
      String bundles = JsonReport.bundles(results, list);
      out.print(bundles.isEmpty() ? "" : bundles + "\n");
    }
    out.flush();
    if (html != null) {
      try {
        Files.writeString(context.resolve(html), HtmlReport.of(results, clock.instant()));
        context.err().println("Wrote " + html);
      } catch (IOException e) {
        context.err().println("The file " + html + " of --html can't be written (" + reason(e) + ")");
        return false;
      }
    }
    return true;
  }

  /** What the user has to see even if the output is JSON or a page. */
  private void complain(List<Result> results, @Nullable String ended) {
    if (form != null) {
      results.stream().filter(result -> result.outcome().bad() && result.outcome() != Outcome.NOT_ASKED)
          .forEach(result -> context.err().println(result.address().replaceAll("\\p{Cntrl}", "?") + ": "
              + result.sentence()));
    }
    long left = results.stream().filter(result -> result.outcome() == Outcome.NOT_ASKED).count();
    if (left > 0) {
      context.err().println("Stopped early: " + ended + "; " + left + (left == 1 ? " address was" : " addresses were")
          + " not looked up");
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private static @Nullable String reason(IOException e) {
    return e instanceof java.nio.file.NoSuchFileException ? "no such file"
        : e instanceof java.nio.file.FileSystemException ? "check its owner and permissions" : e.getMessage();
  }
}
