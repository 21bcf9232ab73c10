package io.github.camelcti.crowdsec.cli;

import io.github.camelcti.crowdsec.cli.backfill.Backfill;
import io.github.camelcti.crowdsec.cli.backfill.Backfill.Asked;
import io.github.camelcti.crowdsec.cli.backfill.BackfillState;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.config.type.DurationType;
import io.github.camelcti.crowdsec.config.type.InvalidValueException;
import io.github.camelcti.crowdsec.opencti.graphql.Documents;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformClient;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformException;
import io.github.camelcti.crowdsec.opencti.graphql.TokenRefusedException;
import io.github.camelcti.crowdsec.reload.RouteFolder;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Has the platform send jobs for observables that existed before the connector. A dry run without {@code --go}. */
@Command(
    name = "backfill",
    description = {"Ask OpenCTI to enrich observables in scope that were never enriched, or too long ago.",
        "Without --go it only lists them. Continues where the last run stopped; the connector has to be running to do "
            + "the jobs."},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done, or the limit was reached", "1:OpenCTI can't be reached, or refused a job", "2:a setting "
        + "is wrong"})
final class BackfillCommand implements Callable<Integer> {

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private JsonOption output;

  @Option(names = "--go", description = "Send the requests to OpenCTI.")
  private boolean go;

  @Option(names = "--limit", paramLabel = "N", defaultValue = "100",
      description = "Maximum number of observables per run (${DEFAULT-VALUE}); CROWDSEC_QUOTA_BUDGET can lower it.")
  private int limit;

  @Option(names = "--older-than", paramLabel = "TIME", defaultValue = "30d", converter = Time.class,
      description = "Enrich again if the last enrichment is older than this: 12h, 30d (${DEFAULT-VALUE}).")
  private @Nullable Duration olderThan;

  @Option(names = "--restart", description = "Start again with the oldest observable, wherever the last run stopped.")
  private boolean restart;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  private final CommandContext context;

  BackfillCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    if (limit < 1) {
      throw new ParameterException(spec.commandLine(), "--limit " + limit + " is too low; give 1 or more");
    }
    Config config = context.config();
    Documents documents = RouteFolder.read(context.directory()).read();
    int most = Math.min(limit, config.find(Settings.CROWDSEC_QUOTA_BUDGET).orElse(Integer.MAX_VALUE));
    BackfillState state = new BackfillState(context.resolve(config.get(Settings.CONNECTOR_STATE_DIRECTORY)),
        config.get(Settings.OPENCTI_URL));
    if (restart) {
      state.clear();
    }
    boolean goesOn = state.after() != null;
    try (PlatformClient client = new PlatformClient(config, documents)) {
      Backfill backfill = new Backfill(config, client, Clock.systemUTC(), olderThan);
      String away = null;
      int code = ExitCode.OK;
      try {
        client.about();
        backfill.run(state, most, go);
        away = backfill.trouble();
        code = away == null && backfill.refused() == 0 ? ExitCode.OK : ExitCode.FAILED;
      } catch (PlatformException e) {
        away = e.getMessage();
        code = e instanceof TokenRefusedException ? ExitCode.CONFIGURATION : ExitCode.FAILED;
      }
      output.print(context.out(), text(backfill, most, goesOn), facts(backfill, most, away));
      if (away != null) {
        context.err().println(away + ". Run 'check' for details; the next backfill continues where this one stopped.");
      }
      return code;
    }
  }

  private String text(Backfill backfill, int most, boolean goesOn) {
    List<String> lines = new ArrayList<>();
    if (goesOn) {
      lines.add("Continues where the last run stopped (--restart starts over).");
    }
    TextTable table = new TextTable();
    backfill.asked().forEach(it -> table.row(it.failure() != null ? "refused" : go ? "requested" : "would request", it.value(),
        it.failure() != null ? it.failure() : it.last() == null ? "never enriched" : it.last().toDays() + " days ago"));
    if (!backfill.asked().isEmpty()) {
      lines.add(table.toString());
    }
    int done = backfill.asked().size() - backfill.refused();
    int seen = backfill.counts().values().stream().mapToInt(Integer::intValue).sum();
    StringBuilder sum = new StringBuilder(done + (go ? " requested" : " to request") + " of " + seen + " checked");
    backfill.counts().forEach((verdict, count) -> sum.append(", ").append(count).append(' ').append(verdict.words()));
    lines.add(sum.append('.').toString());
    if (backfill.refused() > 0) {
      lines.add("OpenCTI refused " + backfill.refused() + "; the next backfill asks again.");
    }
    if (!backfill.finished() && backfill.trouble() == null && backfill.asked().size() >= most) {
      lines.add("There are more; the limit is " + most + (most < limit ? " (CROWDSEC_QUOTA_BUDGET)." : " (--limit)."));
    }
    if (!go) {
      lines.add("This was a dry run; add --go to send the requests.");
    }
    return String.join("\n", lines);
  }

  private Map<String, Object> facts(Backfill backfill, int most, @Nullable String away) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("dryRun", !go);
    facts.put("limit", most);
    facts.put("finished", backfill.finished());
    facts.put("trouble", away);
    facts.put("refused", backfill.refused());
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (Backfill.Verdict verdict : Backfill.Verdict.values()) {
      counts.put(verdict.name().toLowerCase(Locale.ROOT), backfill.counts().getOrDefault(verdict, 0));
    }
    facts.put("counts", counts);
    facts.put("asked", backfill.asked().stream().map(BackfillCommand::fact).toList());
    return facts;
  }

  private static Map<String, Object> fact(Asked asked) {
    Map<String, Object> fact = new LinkedHashMap<>();
    fact.put("value", asked.value());
    fact.put("secondsSinceEnrichment", asked.last() == null ? null : asked.last().toSeconds());
    fact.put("failure", asked.failure());
    return fact;
  }

  /** A duration in the form that settings accept. */
  static final class Time implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String text) {
      try {
        return DurationType.read(text.strip());
      } catch (InvalidValueException e) {
        throw new TypeConversionException("'" + text + "' is not a duration such as 30d, 12h or PT10S");
      }
    }
  }
}
