package io.github.camelcti.crowdsec.cli;

import io.github.camelcti.crowdsec.config.SettingsHelp;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Explains a command, or the settings, of which there are too many for the first screen. */
@Command(name = "help", description = "Explain a command; 'help settings' lists all settings.")
final class HelpCommand implements Callable<Integer> {

  private static final String SETTINGS = "settings";

  @Mixin
  private HelpOption help;

  @Spec
  private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "A command, or 'settings'.")
  private String topic;

  private final Surroundings surroundings;

  HelpCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    CommandLine root = spec.commandLine().getParent();
    if (SETTINGS.equals(topic)) {
      surroundings.out().println(SettingsHelp.text());
    } else if (topic == null) {
      root.usage(surroundings.out());
    } else if (root.getSubcommands().containsKey(topic)) {
      root.getSubcommands().get(topic).usage(surroundings.out());
    } else {
      throw new ParameterException(spec.commandLine(), "There is no command '" + topic + "'; there are "
          + String.join(", ", root.getSubcommands().keySet()) + ", and 'help settings'");
    }
    return ExitCode.OK;
  }
}
