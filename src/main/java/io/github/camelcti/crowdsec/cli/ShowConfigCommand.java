package io.github.camelcti.crowdsec.cli;

import io.github.camelcti.crowdsec.config.EffectiveSettings;
import io.github.camelcti.crowdsec.config.EffectiveSettings.Effective;
import io.github.camelcti.crowdsec.config.SettingGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the settings that the connector would run with and where they come from. Connects to nothing. */
@Command(
    name = "show-config",
    description = "Print all settings and where each came from; secrets are masked.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:the connector would start with them", "2:at least one is wrong or missing; all are printed"})
final class ShowConfigCommand implements Callable<Integer> {

  private static final String DEFAULT = "default";

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private JsonOption output;

  @Option(names = "--changed", description = "Leave out settings that are not set or have their default.")
  private boolean changed;

  private final CommandContext context;

  ShowConfigCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    EffectiveSettings settings = EffectiveSettings.read(context.environment(), context.directory());
    List<Effective> shown = settings.all().stream().filter(this::isShown).toList();
    output.print(context.out(), text(settings, shown), facts(settings, shown));
    return settings.problems().isEmpty() ? ExitCode.OK : ExitCode.CONFIGURATION;
  }

  private boolean isShown(Effective setting) {
    boolean set = !setting.origin().equals(DEFAULT) && !setting.origin().equals("not set");
    return set || !changed;
  }

  private static String text(EffectiveSettings settings, List<Effective> shown) {
    List<String> blocks = new ArrayList<>();
    TextTable table = new TextTable();
    for (SettingGroup group : SettingGroup.values()) {
      List<Effective> ofGroup = shown.stream().filter(it -> it.setting().group() == group).toList();
      if (!ofGroup.isEmpty()) {
        table.row(group.title(), "", "");
        ofGroup.forEach(it -> table.row("  " + it.setting(), Objects.requireNonNullElse(it.value(), "-"), it.origin()));
      }
    }
    blocks.add(table.toString());
    if (!settings.warnings().isEmpty()) {
      blocks.add("Warnings\n  " + String.join("\n  ", settings.warnings()));
    }
    if (!settings.problems().isEmpty()) {
      StringBuilder problems = new StringBuilder("Problems");
      settings.problems().forEach(problem -> problems.append("\n  ").append(problem));
      blocks.add(problems.toString());
    }
    return String.join("\n\n", blocks);
  }

  private static Map<String, Object> facts(EffectiveSettings settings, List<Effective> shown) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("settings", shown.stream().map(ShowConfigCommand::fact).toList());
    facts.put("warnings", settings.warnings());
    facts.put("problems", settings.problems());
    return facts;
  }

  private static Map<String, Object> fact(Effective effective) {
    Map<String, Object> fact = new LinkedHashMap<>();
    fact.put("name", effective.setting().environmentName());
    fact.put("value", effective.value());
    fact.put("origin", effective.origin());
    fact.put("secret", effective.setting().isSecret());
    return fact;
  }
}
