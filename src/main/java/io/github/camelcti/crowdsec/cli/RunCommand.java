package io.github.camelcti.crowdsec.cli;

import java.util.concurrent.Callable;
import java.util.function.IntSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the connector, as no command does too. */
@Command(name = "run", description = "Take jobs until told to stop (the default).")
final class RunCommand implements Callable<Integer> {

  @Mixin
  private HelpOption help;

  private final IntSupplier start;

  RunCommand(IntSupplier start) {
    this.start = start;
  }

  @Override
  public Integer call() {
    return start.getAsInt();
  }
}
