package io.github.camelcti.crowdsec.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.trial.Event;
import io.github.camelcti.crowdsec.trial.Trial;
import io.github.camelcti.crowdsec.trial.TrialResult;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs one observable through the route files, without a platform. */
@Command(
    name = "try",
    description = {"Send one observable through the route files and show what they would do, step by step. Needs no "
        + "platform and calls nobody: OpenCTI is played in this process, CrowdSec's answer is a sample, and what your own "
        + "routes would send elsewhere is only shown.", ""},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:the job ended without an error",
        "1:it ended in error or not at all, or the routes are broken",
        "2:arguments or settings are wrong"})
final class TryCommand implements Callable<Integer> {

  @Parameters(paramLabel = "ADDRESS", description = "The observable's value.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private String address;

  @Option(names = "--routes", paramLabel = "DIR", description = "The folder of the route files; by default routes/.")
  private @Nullable String routes;

  @Option(names = "--answer", paramLabel = "FILE",
      description = "CrowdSec's answer, saved as JSON; by default that for a malicious address.")
  private @Nullable String answer;

  @Option(names = "--marking", paramLabel = "LEVEL", description = "The observable's marking, such as TLP:RED.")
  private @Nullable String marking;

  @Option(names = "--crowdsec", description = "Call CrowdSec. Needs CROWDSEC_KEY and costs one call of the quota.")
  private boolean crowdSec;

  @Option(names = "--bundle", paramLabel = "FILE", description = "Write the STIX bundle that OpenCTI would get.")
  private @Nullable String bundle;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private JsonOption output;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  private final CommandContext context;
  private final Trial trial;

  TryCommand(CommandContext context, Trial trial) {
    this.context = context;
    this.trial = trial;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    if (crowdSec && answer != null) {
      throw wrong("--crowdsec and --answer exclude each other");
    }
    if (marking != null && !marking.matches("(TLP|PAP):\\S+")) {
      throw wrong("--marking takes TLP:... or PAP:..., not '" + marking + "'");
    }
    Path folder = routes == null ? null : context.resolve(routes);
    if (folder != null && !Files.isDirectory(folder)) {
      throw wrong("There is no folder " + routes + " (--routes)");
    }
    TrialResult result = trial.run(new Trial.Request(address.strip(), marking, answer(), crowdSec, folder));
    output.print(context.out(), text(result), result);
    JsonNode sent = result.bundle();
    if (bundle != null && sent != null) {
      Files.writeString(context.resolve(bundle), sent.toPrettyString());
      context.err().println("Wrote " + bundle);
    }
    return result.good() ? ExitCode.OK : ExitCode.FAILED;
  }

  private @Nullable String answer() {
    if (answer == null) {
      return null;
    }
    try {
      String read = Files.readString(context.resolve(answer));
      new ObjectMapper().readTree(read);
      return read;
    } catch (JsonProcessingException | CharacterCodingException e) {
      throw wrong("The file " + answer + " of --answer is not JSON");
    } catch (IOException e) {
      throw wrong("The file " + answer + " of --answer can't be read");
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private static String text(TrialResult result) {
    List<String> lines = new ArrayList<>();
    result.findings().forEach(finding -> lines.add(finding.toString()));
    if (!result.findings().isEmpty()) {
      lines.add("The routes were not tried; correct them first.");
      return String.join("\n", lines);
    }
    TextTable table = new TextTable().row("AT MS", "TOOK", "ROUTE", "STEP");
    for (Event event : result.events()) {
      table.row(String.valueOf(event.at()), event.took() == null ? "" : String.valueOf(event.took()),
          event.route() == null ? "" : event.route(), event.route() == null ? "-> " + event.what() : event.what());
    }
    lines.add(table.toString());
    lines.add("");
    JsonNode sent = result.bundle();
    lines.add("Sent to OpenCTI: " + (sent == null ? "no bundle" : "a bundle of " + sent.path("objects").size() + " objects"));
    lines.add(result.outcome() == null ? "No outcome. " + result.sentence()
        : "Outcome: " + result.outcome() + (result.inError() ? ", in error" : "") + ". The work says: " + result.sentence());
    return String.join("\n", lines);
  }
}
