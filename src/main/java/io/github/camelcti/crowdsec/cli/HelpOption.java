package io.github.camelcti.crowdsec.cli;

import picocli.CommandLine.Option;

/** Every command explains itself: a mixin. */
final class HelpOption {

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this text.")
  private boolean help;
}
