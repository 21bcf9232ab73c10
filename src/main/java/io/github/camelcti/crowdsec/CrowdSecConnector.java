package io.github.camelcti.crowdsec;

import io.github.camelcti.crowdsec.base.ExtraJars;
import io.github.camelcti.crowdsec.base.Failures;
import io.github.camelcti.crowdsec.base.LogMarkers;
import io.github.camelcti.crowdsec.cli.CommandContext;
import io.github.camelcti.crowdsec.cli.Commands;
import io.github.camelcti.crowdsec.config.ApplicationProperties;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.ConfigurationException;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.config.source.Problem;
import io.github.camelcti.crowdsec.config.type.LogLevel;
import io.github.camelcti.crowdsec.health.ListenPorts;
import io.github.camelcti.crowdsec.reload.RouteCheck;
import io.github.camelcti.crowdsec.reload.RouteFinding;
import io.github.camelcti.crowdsec.reload.options.MissingJar;
import io.github.camelcti.crowdsec.route.intake.ConnectorStop;
import io.github.camelcti.crowdsec.route.intake.JobHoldLimit;
import io.github.camelcti.crowdsec.trial.Trial;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connector's process: reads the settings, refuses to start with wrong ones, and hands over to Camel, which runs
 * the routes of the folder {@code routes}.
 *
 * <p>Exit codes: 0 after a clean stop, 1 after a crash, 2 for a configuration error.
 */
public final class CrowdSecConnector {

  private static final String PROPERTIES = "application.properties";

  private CrowdSecConnector() {}

  /** Carries out a command; without one, runs the connector until it is told to stop. */
  public static void main(String[] args) {
    // Who tries routes wants to know what they would warn of.
    EarlyStart.quietLog(args.length > 0 && args[0].equals("try") ? LogLevel.WARNING : LogLevel.ERROR);
    ExtraJars.use(Path.of(""));
    System.exit(run(args, System.getenv(), Path.of(""), System.out, System.err));
  }

  /**
   * @param args a command and its options; nothing to run
   * @param environment the process environment
   * @param directory where {@code config.yml}, {@code application.properties} and {@code routes} are
   * @param out for the facts that a command prints
   * @param err for errors, and for messages before the log exists
   * @return the exit code
   */
  static int run(String[] args, Map<String, String> environment, Path directory, PrintStream out, PrintStream err) {
    if (args.length == 0) {
      // Without the command line, which takes a while to set up.
      try {
        return start(environment, directory, err);
      } catch (RuntimeException e) {
        return Commands.failed(e, err);
      }
    }
    return new Commands(new CommandContext(environment, directory, out, err), () -> start(environment, directory, err),
        new Trial(Connector::prepare, environment, directory)).run(args);
  }

  private static int start(Map<String, String> environment, Path directory, PrintStream err) {
    StopSignal signal = StopSignal.take();
    int code = ConnectorStop.CRASH;
    try {
      code = start(environment, directory, err, signal);
      return code;
    } finally {
      signal.ended(code);
    }
  }

  private static int start(Map<String, String> environment, Path directory, PrintStream err, StopSignal signal) {
    EarlyStart headStart = EarlyStart.begin();
    Config config;
    try {
      config = Config.load(environment, directory);
    } catch (ConfigurationException e) {
      return Commands.wrongSettings(e, err);
    }
    if (!Files.isReadable(directory.resolve(PROPERTIES))) {
      err.println("There is no " + directory.resolve(PROPERTIES).toAbsolutePath()
          + ": start the connector in the folder that holds it and the routes");
      return ConnectorStop.CONFIGURATION;
    }
    List<String> problems = new ArrayList<>(ExtraJars.problems(directory));
    JobHoldLimit.check(config, ApplicationProperties.read(directory)).map(Problem::toString).ifPresent(problems::add);
    RouteCheck.checkBeforeStart(directory, config, environment).forEach(finding -> problems.add(finding.toString()));
    ListenPorts.problems(config).forEach(problem -> problems.add(problem.toString()));
    if (!problems.isEmpty()) {
      return Commands.problems(problems, err);
    }
    headStart.log(config);
    signal.isSaid(config.get(Settings.CONNECTOR_SHUTDOWN_TIMEOUT));
    Main main = Connector.prepare(config);
    signal.stops(main);
    return run(main, () -> RouteCheck.check(directory, config, environment));
  }

  /** @param check finds out what is wrong with the files, if Camel can't start with them */
  private static int run(Main main, Supplier<List<RouteFinding>> check) {
    RouteThatFailed route = RouteThatFailed.in(main);
    try {
      main.run();
      return ConnectorStop.exitCode() != 0 ? ConnectorStop.exitCode() : main.getExitCode();
    } catch (Exception e) {
      Logger log = LoggerFactory.getLogger(CrowdSecConnector.class);
      log.debug("Where it failed", e);
      List<RouteFinding> findings = check.get();
      findings.forEach(finding -> log.error(LogMarkers.ALWAYS, "The connector can't start: {}", finding));
      if (!findings.isEmpty()) {
        return ConnectorStop.CONFIGURATION;
      }
      Optional<String> failed = route.sentence();
      log.error(LogMarkers.ALWAYS, "The connector can't start: {}", failed.orElseGet(() -> MissingJar.explain(Failures.inOneLine(e))));
      return failed.isPresent() ? route.exitCode() : ConnectorStop.CRASH;
    }
  }
}
