package io.github.camelcti.crowdsec.reload;

import io.github.camelcti.crowdsec.config.Spelling;
import io.github.camelcti.crowdsec.enrich.Enrichment;
import io.github.camelcti.crowdsec.enrich.Observable;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.reload.RouteFile.Address;
import io.github.camelcti.crowdsec.reload.RouteFile.Kind;
import io.github.camelcti.crowdsec.reload.RouteFile.Mention;
import io.github.camelcti.crowdsec.route.job.Hooks;
import io.github.camelcti.crowdsec.route.job.Outcome;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds in the files of routes what Camel builds without a word, and what then fails or hangs with each job. */
final class FlowCheck {

  /** The variables of a job that routes may read, and what is in them. */
  private static final Map<String, Class<?>> VARIABLES = Map.of("job", Job.class, "observable", Observable.class, "address",
      IpAddress.class, "answer", CtiAnswer.class, "enrichment", Enrichment.class, "outcome", Outcome.class);

  /** Those that a step of ours makes anew; the others never change. */
  private static final Set<String> MADE_BY_US = Set.of("address", "answer", "enrichment", "outcome");
  /** Steps that set variables. */
  private static final Set<String> SET = Set.of("setVariable", "variables");

  private final CheckedFiles checked;
  private final UnaryOperator<String> resolve;

  /** @param resolve puts in the values of placeholders, as far as they are known */
  FlowCheck(CheckedFiles checked, UnaryOperator<String> resolve) {
    this.checked = checked;
    this.resolve = resolve;
  }

  void check() {
    checked.each(Kind.DEAD_END, (file, end) -> checked.add(file, end, "this step is never reached, because of " + end.name()
        + " before it; put " + end.name() + " into a filter or a choice"));
    checked.each(Kind.ENDLESS_WAIT, (file, step) -> checked.add(file, step, step.name() + " without a timeout waits until something"
        + " comes, for ever if need be; write timeout: 5000 (milliseconds), or 0 to look once"));
    variablesAreThere();
    variablesAreKept();
    jobsComeThrough();
    queuesAreEmptied();
    hooksAreStarted();
    noRouteCallsItself();
  }

  /** In our own routes; a hook has copies. */
  private void variablesAreKept() {
    checked.entries((file, entry) -> {
      String name = entry.key().equals("name") ? String.valueOf(entry.value()) : "";
      boolean removed = entry.parent().equals("removeVariable") && (name.equals("*") || name.equals("job") || name.equals("observable"));
      boolean replaced = SET.contains(entry.parent()) && (name.equals("job") || name.equals("observable"));
      if ((removed || replaced) && !NameUses.isOwn(file)) {
        checked.add(file, entry.line(), entry.owner(), "the variable" + (name.equals("*") ? "s" : " " + name) + " of a job can't be "
            + (removed ? "removed" : "replaced") + ": the steps that follow need what is in it; use a name of your own");
      }
    });
  }

  private void queuesAreEmptied() {
    List<String> taken = checked.addresses().filter(Address::isTaken).map(address -> resolve.apply(address.target())).toList();
    checked.files.forEach((path, file) -> file.addresses().stream().filter(address -> !address.isTaken())
        .filter(address -> address.target().matches("seda:[\\w.-]+"))
        .filter(address -> taken.stream().noneMatch(target -> Address.canBe(target, address.target())))
        .forEach(address -> checked.add(checked.folder.name(path), address.line(), address.owner(),
            "nobody takes what is sent to " + address.target() + "; write a route that starts there")));
  }

  /** What fails or loses every job, where an edit leaves a route of ours its id. */
  private void jobsComeThrough() {
    checked.eachOfOurs(Kind.KEEPS_MESSAGE, (file, step) -> checked.add(file, step, step.name() + " would keep the job's message, and"
        + " the job would not come to its end; send a copy to a route of your own (wireTap: direct:...), and collect there"));
    checked.eachOfOurs(Kind.EMPTY_BREAKER, (file, step) -> checked.add(file, step, "circuitBreaker has no steps, so nobody is"
        + " called; put them back, or remove it and what belongs to it"));
    checked.eachOfOurs(Kind.TEXT_BODY, (file, step) -> checked.add(file, step, "setBody makes a text of the body, and " + step.name()
        + " needs what is in it now; use a variable of your own"));
    checked.eachOfOurs(Kind.TEXT_VARIABLE, (file, step) -> {
      if (MADE_BY_US.contains(String.valueOf(step.name()))) {
        checked.add(file, step, "the variable " + step.name() + " of a job can't be a text: the steps that follow need what is in it;"
            + " use a name of your own");
      }
    });
  }

  private void hooksAreStarted() {
    checked.files.forEach((path, file) -> file.entries().stream()
        .filter(entry -> entry.path().equals(List.of("route", "autoStartup")) && "false".equals(entry.value()))
        .filter(entry -> file.of(Kind.DIRECT_START).stream().anyMatch(start -> Objects.equals(start.owner(), entry.owner())
            && Hooks.isHook(String.valueOf(start.name()))))
        .forEach(entry -> checked.add(checked.folder.name(path), entry.line(), entry.owner(),
            "a route at a hook that is not started is never called; remove autoStartup, or move the file away")));
  }

  private void variablesAreThere() {
    Set<String> set = new LinkedHashSet<>();
    // A file that sets a variable itself may do so with the name of one of ours.
    Map<String, Set<String>> own = new HashMap<>();
    checked.entries((file, entry) -> {
      if (entry.value() != null && (SET.contains(entry.parent()) && entry.key().equals("name")
          || entry.key().equals("variableReceive") || entry.key().equals("variableSend"))) {
        set.add(entry.value());
        if (NameUses.isOwn(file)) {
          own.computeIfAbsent(file, it -> new LinkedHashSet<>()).add(entry.value());
        }
      }
    });
    checked.each(Kind.VARIABLE, (file, use) -> {
      String[] parts = String.valueOf(use.name()).split("[.]");
      Class<?> type = VARIABLES.get(parts[0]);
      if (own.getOrDefault(file, Set.of()).contains(parts[0])) {
        return;
      }
      if (type != null && parts.length > 1 && !methods(type).contains(parts[1].toLowerCase(Locale.ROOT))) {
        checked.add(file, use, "the variable " + parts[0] + " has no " + parts[1] + CheckedFiles.meant(parts[1], names(type)));
      } else if (type == null && !set.contains(parts[0])) {
        Spelling.nearest(parts[0], VARIABLES.keySet(), false).ifPresent(meant ->
            checked.add(file, use, "nobody sets the variable " + parts[0] + "; did you mean " + meant + "?"));
      }
    });
  }

  /** In the spellings that Simple takes, in lower case: {@code hasWork}, {@code automatic} for {@code isAutomatic}. */
  private static Set<String> methods(Class<?> type) {
    return names(type).stream().flatMap(name -> Stream.of(name, name.replaceFirst("^(get|is)(?=[A-Z])", "")))
        .map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  private static Set<String> names(Class<?> type) {
    return Stream.of(type.getMethods()).map(Method::getName).collect(Collectors.toSet());
  }

  private void noRouteCallsItself() {
    Map<String, Map<String, Runnable>> calls = new LinkedHashMap<>();
    checked.files.forEach((path, file) -> {
      @Nullable String start = null;
      for (Mention mention : file.mentions()) {
        if (mention.kind() == Kind.ROUTE) {
          start = null;
        } else if (mention.kind() == Kind.DIRECT_START) {
          start = mention.name();
        } else if (mention.kind() == Kind.DIRECT_ALWAYS && start != null) {
          calls.computeIfAbsent(start, it -> new LinkedHashMap<>()).put(String.valueOf(mention.name()), () ->
              checked.add(checked.folder.name(path), mention, "direct:" + mention.name() + " would call itself again and again; call"
                  + " it in a filter or a choice"));
        }
      }
    });
    calls.forEach((start, called) -> called.forEach((name, report) -> {
      if (reaches(name, start, calls, new LinkedHashSet<>())) {
        report.run();
      }
    }));
  }

  private static boolean reaches(String from, String to, Map<String, Map<String, Runnable>> calls, Set<String> seen) {
    return from.equals(to) || seen.add(from)
        && calls.getOrDefault(from, Map.of()).keySet().stream().anyMatch(next -> reaches(next, to, calls, seen));
  }
}
