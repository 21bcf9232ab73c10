package io.github.camelcti.crowdsec.cli;

import io.github.camelcti.crowdsec.base.Build;
import java.util.concurrent.Callable;
import java.util.function.IntSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The root of the command line. Without a command, the connector runs. */
@Command(
    name = RootCommand.NAME,
    versionProvider = RootCommand.Version.class,
    description = {"CrowdSec connector for OpenCTI: enriches IP addresses with CrowdSec's CTI.", "",
        "Without a command, it runs until it is stopped. Start it in the folder with routes/ and "
            + "application.properties. Settings control everything else: '" + RootCommand.NAME + " help settings' "
            + "lists them.",
        ""},
    synopsisSubcommandLabel = "[COMMAND]",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:done; for a check: no problems",
        "1:something failed or can't be reached",
        "2:settings, route files or arguments are wrong; nothing was started"})
final class RootCommand implements Callable<Integer> {

  static final String NAME = "crowdsec-connector";

  @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT,
      description = "Print this help.")
  private boolean help;

  @Option(names = {"-V", "--version"}, versionHelp = true, description = "Print the version.")
  private boolean version;

  private final IntSupplier start;

  RootCommand(IntSupplier start) {
    this.start = start;
  }

  @Override
  public Integer call() {
    return start.getAsInt();
  }

  @Command(name = "run", description = "Process jobs until stopped (the default).")
  int run() {
    return start.getAsInt();
  }

  /** Name and version on a line. */
  static final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
      return new String[] {NAME + " " + Build.version()};
    }
  }
}
