package io.github.camelcti.crowdsec.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Explains a command, or lists the settings, which are too many for the first screen. */
@Command(name = "help", description = "Explain a command; 'help settings' lists all settings.")
final class HelpCommand implements Callable<Integer> {

  private static final String SETTINGS = "settings";

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "A command, or 'settings'.")
  private @Nullable String topic;

  private final CommandContext context;

  HelpCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    CommandLine root = spec.commandLine().getParent();
    if (SETTINGS.equals(topic)) {
      context.out().println(SettingsHelp.text());
    } else if (topic == null) {
      root.usage(context.out());
    } else if (root.getSubcommands().containsKey(topic)) {
      root.getSubcommands().get(topic).usage(context.out());
    } else {
      throw new ParameterException(spec.commandLine(), "There is no command '" + topic + "'; the commands are "
          + String.join(", ", root.getSubcommands().keySet()) + ", and 'help settings'");
    }
    return ExitCode.OK;
  }
}
