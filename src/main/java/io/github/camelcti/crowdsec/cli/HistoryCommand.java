package io.github.camelcti.crowdsec.cli;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.enrich.address.AddressFault;
import io.github.camelcti.crowdsec.enrich.address.AddressFinder;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.lookup.LookUpHistory;
import io.github.camelcti.crowdsec.lookup.Mapping;
import io.github.camelcti.crowdsec.lookup.Result;
import io.github.camelcti.crowdsec.report.Dates;
import io.github.camelcti.crowdsec.report.Facts;
import io.github.camelcti.crowdsec.report.JsonReport;
import io.github.camelcti.crowdsec.report.VisibleText;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What CrowdSec said about an address each time that {@code enrich} looked it up. */
@Command(
    name = "history",
    description = {"Show what CrowdSec said about an address each time that 'enrich' looked it up, and what changed. Calls "
        + "nobody.", ""},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done, even if it was never looked up", "2:arguments or settings are wrong"})
final class HistoryCommand implements Callable<Integer> {

  private static final int MOST_CHANGES = 4;

  @Parameters(paramLabel = "ADDRESS", description = "An IPv4 or IPv6 address.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private String text;

  @Option(names = "--json", description = "Print JSON in the form of 'enrich --json', the newest first.")
  private boolean json;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  private final CommandContext context;
  private final Clock clock;

  HistoryCommand(CommandContext context, Clock clock) {
    this.context = context;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    List<String> found = AddressFinder.find(text);
    IpAddress address = IpAddress.parse(found.size() == 1 ? found.get(0) : text).orElseThrow(() ->
        new ParameterException(spec.commandLine(), "'" + text + "' " + AddressFault.say(text)));
    Config config = Config.loadWithout(EnrichCommand.PLATFORM_AND_KEY, context.environment(), context.directory());
    LookUpHistory history = new LookUpHistory(config, context.environment(), context.directory(), clock);
    Mapping mapping = new Mapping(config, clock);
    List<Result> results = history.of(address).stream().map(mapping::map).toList();
    if (results.isEmpty()) {
      context.err().println(address + " was not looked up" + history.emptiness());
    }
    PrintStream out = new PrintStream(context.out(), true, StandardCharsets.UTF_8);
    if (json) {
      out.println(JsonReport.results(results, null, clock.instant()));
    } else if (!results.isEmpty()) {
      out.println(table(results));
    }
    return ExitCode.OK;
  }

  private static TextTable table(List<Result> results) {
    TextTable table = new TextTable().row("LOOKED UP", "REPUTATION", "CONFIDENCE", "SCORE", "LAST SEEN", "CHANGES");
    for (int i = 0; i < results.size(); i++) {
      Result result = results.get(i);
      CtiAnswer answer = Facts.answer(result);
      table.row(result.answeredAt() == null ? "" : Dates.minute(result.answeredAt()),
          VisibleText.line(Facts.verdict(result)), answer.confidence() == null ? "" : VisibleText.line(answer.confidence()),
          orNothing(Facts.score(result)), Dates.day(answer.lastSeen()),
          i + 1 == results.size() ? "" : changes(facts(Facts.answer(results.get(i + 1))), facts(answer)));
    }
    return table;
  }

  private static String orNothing(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static Set<String> facts(CtiAnswer answer) {
    Set<String> facts = new LinkedHashSet<>(Facts.titles(answer.classifications()));
    facts.addAll(Facts.titles(answer.falsePositives()));
    facts.addAll(Facts.titles(answer.behaviors()));
    facts.addAll(answer.cves());
    return facts;
  }

  private static String changes(Set<String> before, Set<String> now) {
    List<String> changes = new ArrayList<>();
    now.stream().filter(fact -> !before.contains(fact)).forEach(fact -> changes.add("+" + VisibleText.line(fact)));
    before.stream().filter(fact -> !now.contains(fact)).forEach(fact -> changes.add("-" + VisibleText.line(fact)));
    String some = String.join(", ", changes.subList(0, Math.min(MOST_CHANGES, changes.size())));
    return changes.size() > MOST_CHANGES ? some + ", and " + (changes.size() - MOST_CHANGES) + " more" : some;
  }
}
