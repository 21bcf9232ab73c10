package io.github.camelcti.crowdsec.cli;

import io.github.camelcti.crowdsec.route.intake.ConnectorStop;

/** What a command's exit code says, the same for all of them. */
final class ExitCode {

  /** Done as asked; for a command that checks: everything is in order. */
  static final int OK = 0;

  /** Something that the command needs is away or failed. */
  static final int FAILED = ConnectorStop.CRASH;

  /** Settings, route files or the command line itself have to be mended first. */
  static final int CONFIGURATION = ConnectorStop.CONFIGURATION;

  private ExitCode() {}
}
