package io.github.camelcti.crowdsec.cli;

import io.github.camelcti.crowdsec.cli.check.BrokerCheck;
import io.github.camelcti.crowdsec.cli.check.Check;
import io.github.camelcti.crowdsec.cli.check.PlatformCheck;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.ConfigurationException;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.config.source.Problem;
import io.github.camelcti.crowdsec.crowdsec.CrowdSecBusyException;
import io.github.camelcti.crowdsec.crowdsec.CrowdSecException;
import io.github.camelcti.crowdsec.crowdsec.KeyRefusedException;
import io.github.camelcti.crowdsec.crowdsec.NotCrowdSecException;
import io.github.camelcti.crowdsec.crowdsec.QuotaUsedUpException;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.lookup.CrowdSecClient;
import io.github.camelcti.crowdsec.opencti.graphql.Documents;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformClient;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformException;
import io.github.camelcti.crowdsec.reload.RouteFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks that the connector can work with everything it needs. Registers and changes nothing. */
@Command(
    name = "check",
    description = "Check settings, platform, token, rights and broker, without registering.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:no problems", "1:something can't be reached", "2:a setting or a right has to be changed"})
final class CheckCommand implements Callable<Integer> {

  private static final String CONFIGURATION = "configuration";
  private static final String CROWDSEC = "crowdsec";

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private JsonOption output;

  @Option(names = "--crowdsec", description = "Also check the key with CrowdSec; this costs one call of the quota.")
  private boolean askCrowdSec;

  private final CommandContext context;

  CheckCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    List<Check> checks = new ArrayList<>();
    try {
      Config config = context.config();
      checks.add(Check.ok(CONFIGURATION, "no problems" + (config.warnings().isEmpty() ? ""
          : "; " + String.join("; ", config.warnings()))));
      Documents documents = RouteFolder.read(context.directory()).read();
      PlatformCheck platform = new PlatformCheck(config, documents);
      try (PlatformClient client = new PlatformClient(config, documents)) {
        checks.addAll(platform.all(client));
      }
      checks.add(new BrokerCheck(config).look(platform.registered()));
      checks.add(askCrowdSec ? crowdSec(config)
          : Check.skipped(CROWDSEC, "not checked, since a call costs quota; add --crowdsec to check"));
    } catch (ConfigurationException e) {
      e.problems().forEach(problem -> checks.add(wrong(problem)));
      checks.add(Check.skipped("all else", "correct the settings first"));
    } catch (IOException | PlatformException e) {
      checks.add(Check.wrong("files", "application.properties or the GraphQL documents can't be read: " + e.getMessage(),
          "Run this in the folder with application.properties and routes/; 'validate' says more."));
    }
    output.print(context.out(), text(checks), facts(checks));
    return checks.stream().filter(check -> check.state() == Check.State.problem)
        .mapToInt(check -> check.lasting() ? ExitCode.CONFIGURATION : ExitCode.FAILED).max().orElse(ExitCode.OK);
  }

  private static Check wrong(Problem problem) {
    String line = problem.toString();
    return Check.wrong(CONFIGURATION, line.substring(0, line.length() - problem.fix().length()).strip(), problem.fix());
  }

  private static Check crowdSec(Config config) throws InterruptedException {
    String url = config.get(Settings.CROWDSEC_API_URL);
    try (CrowdSecClient client = CrowdSecClient.forProof(config)) {
      client.ask(IpAddress.parse("1.1.1.1").orElseThrow());
      return Check.ok(CROWDSEC, "the key works at " + url);
    } catch (KeyRefusedException e) {
      return Check.wrong(CROWDSEC, String.valueOf(e.getMessage()), "Set CROWDSEC_KEY to a key from app.crowdsec.net > Settings > CTI "
          + "API keys.");
    } catch (CrowdSecBusyException | QuotaUsedUpException e) {
      return e instanceof NotCrowdSecException ? notCrowdSec(e, url) : Check.away(CROWDSEC, String.valueOf(e.getMessage()), "Check "
          + "again later; jobs wait until then (CROWDSEC_API_URL is " + url + "). If a proxy leads there, HTTPS_PROXY names it.");
    } catch (CrowdSecException e) {
      return notCrowdSec(e, url); // retrying would not help
    }
  }

  private static Check notCrowdSec(CrowdSecException e, String url) {
    return Check.wrong(CROWDSEC, String.valueOf(e.getMessage()), "Check CROWDSEC_API_URL (it is " + url + "), HTTPS_PROXY and NO_PROXY.");
  }

  private static String text(List<Check> checks) {
    TextTable table = new TextTable();
    for (Check check : checks) {
      table.row(check.state().name(), check.name(), check.said());
      if (check.fix() != null) {
        table.row("", "", "fix: " + check.fix());
      }
    }
    return table.toString();
  }

  private static Map<String, Object> facts(List<Check> checks) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("ok", checks.stream().noneMatch(check -> check.state() == Check.State.problem));
    facts.put("checks", checks);
    return facts;
  }
}
