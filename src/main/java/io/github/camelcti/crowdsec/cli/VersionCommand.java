package io.github.camelcti.crowdsec.cli;

import io.github.camelcti.crowdsec.base.Build;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints what is running. */
@Command(name = "version", description = "Print the versions of connector, Camel and Java.")
final class VersionCommand implements Callable<Integer> {

  @Mixin
  private HelpOption help;

  @Mixin
  private Report report;

  private final Surroundings surroundings;

  VersionCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("connector", Build.version());
    versions.put("camel", Build.camel());
    versions.put("java", System.getProperty("java.version"));
    report.tell(surroundings.out(), RootCommand.NAME + " " + versions.get("connector")
        + " (Camel " + versions.get("camel") + ", Java " + versions.get("java") + ")", versions);
    return ExitCode.OK;
  }
}
