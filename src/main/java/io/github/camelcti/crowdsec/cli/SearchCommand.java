package io.github.camelcti.crowdsec.cli;

import io.github.camelcti.crowdsec.cli.enrich.ReportOptions;
import io.github.camelcti.crowdsec.cli.enrich.ResultPrinter;
import io.github.camelcti.crowdsec.cli.enrich.Screen;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer.Detail;
import io.github.camelcti.crowdsec.lookup.LookUpHistory;
import io.github.camelcti.crowdsec.lookup.LookUpHistory.LookedUp;
import io.github.camelcti.crowdsec.lookup.Mapping;
import io.github.camelcti.crowdsec.lookup.Result;
import io.github.camelcti.crowdsec.report.Facts;
import io.github.camelcti.crowdsec.report.Triage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Searches in the answers that {@code enrich} has kept. */
@Command(
    name = "search",
    description = {"Search in the last answer about each address that 'enrich' looked up. Calls nobody; all conditions have to "
        + "be met.", ""},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done, even if nothing was found", "1:a file could not be written", "2:arguments or settings are wrong"})
final class SearchCommand implements Callable<Integer> {

  @Option(names = "--cve", paramLabel = "ID", description = "Reported for this CVE.")
  private @Nullable String cve;

  @Option(names = "--behavior", paramLabel = "TEXT", description = "Reported for a behavior whose name holds this text.")
  private @Nullable String behavior;

  @Option(names = "--known-as", paramLabel = "TEXT", description = "Classified or a false positive as this: Tor, VPN, scanner.")
  private @Nullable String knownAs;

  @Option(names = "--as", paramLabel = "AS", description = "In this autonomous system: its number, or a part of its name.")
  private @Nullable String network;

  @Option(names = "--country", paramLabel = "CODE", description = "In this country: two letters.")
  private @Nullable String country;

  @Option(names = "--reputation", paramLabel = "WORD", split = ",", converter = ReportOptions.Kind.class,
      description = "With one of these reputations.")
  private @Nullable List<String> reputations;

  @Option(names = "--since", paramLabel = "TIME", converter = BackfillCommand.Time.class,
      description = "Looked up within this time: 12h, 30d.")
  private @Nullable Duration since;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ReportOptions options;

  private final CommandContext context;
  private final Supplier<Screen> screen;
  private final Clock clock;

  SearchCommand(CommandContext context, Supplier<Screen> screen, Clock clock) {
    this.context = context;
    this.screen = screen;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    options.check(context.directory());
    Config config = Config.loadWithout(EnrichCommand.PLATFORM_AND_KEY, context.environment(), context.directory());
    LookUpHistory history = new LookUpHistory(config, context.environment(), context.directory(), clock);
    Mapping mapping = new Mapping(config, clock);
    List<LookedUp> kept = history.latest(since == null ? Instant.EPOCH : clock.instant().minus(since));
    List<Result> found = kept.stream().filter(it -> matches(it.answer())).map(mapping::map)
        .filter(result -> reputations == null || reputations.contains(Triage.kind(result))).toList();
    context.err().println(found.size() + " of " + kept.size() + " addresses that were looked up"
        + (kept.isEmpty() ? history.emptiness() : ""));
    ResultPrinter printer = new ResultPrinter(options, screen.get(), clock, context.directory(), context.out(), context.err());
    return printer.print(found, null, true) ? ExitCode.OK : ExitCode.FAILED;
  }

  private boolean matches(CtiAnswer answer) {
    return (cve == null || answer.cves().stream().anyMatch(cve.strip()::equalsIgnoreCase))
        && (behavior == null || holds(behavior, names(answer.behaviors(), answer.attackDetails())))
        && (knownAs == null || holds(knownAs, names(answer.classifications(), answer.falsePositives())))
        && (network == null || isIn(network.strip(), answer))
        && (country == null || country.strip().equalsIgnoreCase(answer.country()));
  }

  private static boolean isIn(String network, CtiAnswer answer) {
    return network.matches("(?i)(AS)?\\d+")
        ? network.replaceFirst("(?i)^AS", "").equals(String.valueOf(answer.network().asNumber()))
        : holds(network, Stream.of(Facts.network(answer)));
  }

  private static Stream<String> names(List<Detail> some, List<Detail> others) {
    return Stream.concat(some.stream(), others.stream()).flatMap(detail -> Stream.of(detail.title(),
        detail.name() == null ? "" : detail.name()));
  }

  private static boolean holds(String part, Stream<String> texts) {
    return texts.anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(part.strip().toLowerCase(Locale.ROOT)));
  }
}
