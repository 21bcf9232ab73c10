package io.github.camelcti.crowdsec.cli;

import io.github.camelcti.crowdsec.base.Failures;
import io.github.camelcti.crowdsec.cli.enrich.Screen;
import io.github.camelcti.crowdsec.config.ConfigurationException;
import io.github.camelcti.crowdsec.trial.Trial;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Clock;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: its commands, and what is printed if one can't be carried out. */
public final class Commands {

  private static final int WIDTH = 100;

  private final CommandLine root;

  /**
   * @param context what commands work with
   * @param start runs the connector until it is told to stop, and returns the exit code
   * @param trial runs one observable through the routes
   */
  public Commands(CommandContext context, IntSupplier start, Trial trial) {
    this(context, start, trial, new EnrichCommand(context), () -> Screen.of(context.environment()), Clock.systemUTC());
  }

  Commands(CommandContext context, IntSupplier start, Trial trial, EnrichCommand enrich, Supplier<Screen> screen,
      Clock clock) {
    root = new CommandLine(new RootCommand(start));
    root.addSubcommand(new CheckCommand(context));
    root.addSubcommand(new RoutesCommand(context));
    root.addSubcommand(new ValidateCommand(context));
    root.addSubcommand(new ExtraCommand(context));
    root.addSubcommand(new TryCommand(context, trial));
    root.addSubcommand(new ShowConfigCommand(context));
    root.addSubcommand(enrich);
    root.addSubcommand(new SearchCommand(context, screen, clock));
    root.addSubcommand(new HistoryCommand(context, clock));
    root.addSubcommand(new BackfillCommand(context));
    root.addSubcommand(new VersionCommand(context));
    root.addSubcommand(new HelpCommand(context));
    root.setOut(writer(context.out()));
    root.setErr(writer(context.err()));
    root.setColorScheme(Help.defaultColorScheme(Ansi.OFF));
    root.setUsageHelpWidth(WIDTH);
    root.setParameterExceptionHandler((failure, args) -> wrongUse(failure));
    root.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, context.err()));
  }

  /**
   * Runs the command that the arguments name.
   *
   * @return the exit code: 0 done, 1 failed, 2 settings, route files or arguments are wrong
   */
  public int run(String... args) {
    return root.execute(args);
  }

  /**
   * Prints which settings are wrong.
   *
   * @return the exit code for it
   */
  public static int wrongSettings(ConfigurationException failure, PrintStream err) {
    problems(failure.problems(), err);
    failure.warnings().forEach(warning -> err.println("  (" + warning + ")"));
    return ExitCode.CONFIGURATION;
  }

  /**
   * Prints what keeps the connector from starting.
   *
   * @param problems a sentence each
   * @return the exit code for it
   */
  public static int problems(List<?> problems, PrintStream err) {
    int count = problems.size();
    err.println("The configuration has " + (count == 1 ? "a problem" : count + " problems") + "; nothing was started:");
    problems.forEach(problem -> err.println("  - " + problem));
    return ExitCode.CONFIGURATION;
  }

  private int wrongUse(ParameterException failure) {
    PrintWriter err = failure.getCommandLine().getErr();
    err.println(failure.getMessage());
    UnmatchedArgumentException.printSuggestions(failure, err);
    err.println("Try '" + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help'");
    err.flush();
    return ExitCode.CONFIGURATION;
  }

  /**
   * Prints why a command, or the connector itself, failed.
   *
   * @return the exit code for it
   */
  public static int failed(Exception failure, PrintStream err) {
    if (failure instanceof ConfigurationException wrong) {
      return wrongSettings(wrong, err);
    }
    err.println(Failures.inOneLine(failure));
    return ExitCode.FAILED;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, Charset.defaultCharset());
  }
}
