package io.github.camelcti.crowdsec.cli;

import io.github.camelcti.crowdsec.route.intake.ConnectorStop;

/** The exit codes, the same for all commands. */
final class ExitCode {

  /** Done; for a check: no problems. */
  static final int OK = 0;

  /** Something that the command needs failed or can't be reached. */
  static final int FAILED = ConnectorStop.CRASH;

  /** Settings, route files or the command line have to be corrected first. */
  static final int CONFIGURATION = ConnectorStop.CONFIGURATION;

  private ExitCode() {}
}
