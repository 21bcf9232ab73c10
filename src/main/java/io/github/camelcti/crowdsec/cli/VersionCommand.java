package io.github.camelcti.crowdsec.cli;

import io.github.camelcti.crowdsec.base.Build;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints the versions. */
@Command(name = "version", description = "Print the versions of connector, Camel and Java.")
final class VersionCommand implements Callable<Integer> {

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private JsonOption output;

  private final CommandContext context;

  VersionCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("connector", Build.version());
    versions.put("camel", Build.camel());
    versions.put("java", System.getProperty("java.version"));
    output.print(context.out(), RootCommand.NAME + " " + versions.get("connector")
        + " (Camel " + versions.get("camel") + ", Java " + versions.get("java") + ")", versions);
    return ExitCode.OK;
  }
}
