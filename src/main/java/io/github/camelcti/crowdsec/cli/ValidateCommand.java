package io.github.camelcti.crowdsec.cli;

import io.github.camelcti.crowdsec.config.ApplicationProperties;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.ConfigurationException;
import io.github.camelcti.crowdsec.config.Setting;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.config.source.Problem;
import io.github.camelcti.crowdsec.reload.RouteCheck;
import io.github.camelcti.crowdsec.reload.RouteFinding;
import io.github.camelcti.crowdsec.route.intake.JobHoldLimit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks whether settings and routes would start. Starts nothing and connects to nothing. */
@Command(
    name = "validate",
    description = "Check settings, route files and GraphQL documents without starting.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:the connector would start", "2:it would not start; all problems are printed"})
final class ValidateCommand implements Callable<Integer> {

  /** Good enough if only the routes are checked. */
  private static final Map<String, String> MADE_UP = Map.of("OPENCTI_URL", "http://127.0.0.1", "OPENCTI_TOKEN", "made-up",
      "CONNECTOR_ID", "00000000-0000-4000-8000-000000000000", "CROWDSEC_KEY", "made-up");

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private JsonOption output;

  @Option(names = "--routes", description = "Check only the files; required settings that are missing get made-up "
      + "values.")
  private boolean routesOnly;

  private final CommandContext context;

  ValidateCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    List<Problem> problems = new ArrayList<>();
    Config config;
    try {
      config = routesOnly ? madeUp() : context.config();
      JobHoldLimit.check(config, ApplicationProperties.read(context.directory())).ifPresent(problems::add);
    } catch (ConfigurationException e) {
      problems.addAll(e.problems());
      config = madeUp();
    }
    List<RouteFinding> findings = RouteCheck.check(context.directory(), config, context.environment());
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("valid", problems.isEmpty() && findings.isEmpty());
    facts.put("settings", problems);
    facts.put("routes", findings);
    output.print(context.out(), text(problems, findings), facts);
    return problems.isEmpty() && findings.isEmpty() ? ExitCode.OK : ExitCode.CONFIGURATION;
  }

  /** Replaces unusable settings by usable ones, because checking the routes says more than "no settings". */
  private Config madeUp() {
    try {
      Map<String, String> environment = new LinkedHashMap<>(MADE_UP);
      if (routesOnly) {
        context.environment().forEach((name, value) -> {
          if (Settings.all().stream().map(Setting::environmentName).anyMatch(name::equals) && !value.isBlank()) {
            environment.put(name, value);
          }
        });
      }
      return Config.load(environment, routesOnly ? context.directory() : Path.of("/nowhere"));
    } catch (ConfigurationException e) {
      return Config.load(MADE_UP, Path.of("/nowhere"));
    }
  }

  private static String text(List<Problem> problems, List<RouteFinding> findings) {
    if (problems.isEmpty() && findings.isEmpty()) {
      return "Settings, routes and GraphQL documents are valid.";
    }
    List<String> lines = new ArrayList<>();
    problems.forEach(problem -> lines.add(problem.toString()));
    findings.forEach(finding -> lines.add(finding.toString()));
    lines.add(lines.size() == 1 ? "1 problem." : lines.size() + " problems.");
    return String.join("\n", lines);
  }
}
