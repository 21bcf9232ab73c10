package io.github.camelcti.crowdsec.reload;

import io.github.camelcti.crowdsec.config.Spelling;
import io.github.camelcti.crowdsec.reload.RouteFile.Address;
import io.github.camelcti.crowdsec.reload.RouteFile.Kind;
import io.github.camelcti.crowdsec.route.Beans;
import io.github.camelcti.crowdsec.route.hand.JobsInHand;
import io.github.camelcti.crowdsec.route.intake.JobQueue;
import io.github.camelcti.crowdsec.route.job.Hooks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Names in the files of routes: what one of them uses must be in one of them, and once. */
final class NameUses {

  private static final String DIRECT = "direct:";
  private static final String BY_US = "needed";
  /** Steps that may call any route. */
  private static final Set<String> CALL_ANY = Set.of("recipientList", "routingSlip", "dynamicRouter");
  /** The beans that each job needs, and what they do with it. */
  private static final Map<String, String> STEPS = new TreeMap<>(Map.of("jobMessage", "reads each job",
      "toBundle", "makes a bundle of CrowdSec's answer", "ctiAnswer", "reads CrowdSec's answer"));
  /** Where each job has to pass. */
  private static final Set<String> NEEDED = Set.of("take-job", "handle-job", "enrich-observable", "read-observable",
      "look-up-address", "call-crowdsec", "deliver-enrichment", "close-work");
  private static final int MOST = 3;

  private final CheckedFiles checked;
  private final UnaryOperator<String> resolve;
  /** What is missing and who uses it, by the file of ours that is missing. */
  private final Map<String, Map<String, List<String>>> gone = new LinkedHashMap<>();

  /** @param resolve puts in the values of placeholders, as far as they are known */
  NameUses(CheckedFiles checked, UnaryOperator<String> resolve) {
    this.checked = checked;
    this.resolve = resolve;
  }

  /** @param all whether every file could be read; otherwise, names that another one would declare are not called missing */
  void check(boolean all) {
    idsAreUnique();
    if (!all) {
      return;
    }
    beansAreDeclared();
    callsArrive();
    startsAreSingleAndCalled();
    configurationsAreThere();
    startedRoutesAreThere();
    gone.forEach((file, names) -> checked.add(checked.folder.name(checked.folder.routeFolder().resolve(file)), 0, null,
        "is missing: " + names.entrySet().stream().limit(MOST).map(name -> name.getKey() + " is " + users(name.getValue()))
            .collect(Collectors.joining(", ")) + (names.size() > MOST ? ", and " + (names.size() - MOST) + " more" : "")
            + "; put it back"));
  }

  private static String users(List<String> users) {
    return users.get(0) + (users.size() > 1 ? " and " + (users.size() - 1) + " others" : "");
  }

  /** Whether a name is missing because a whole file of ours is: the finding is about that file then, not about its users. */
  private boolean isGone(String kind, String name, String how, String file, int line, @Nullable String owner) {
    String home = checked.shipped().get(kind.equals(DIRECT) ? DIRECT + name : name);
    if (home == null || checked.files.keySet().stream().anyMatch(path -> path.endsWith(home))) {
      return false;
    }
    String user = how.equals(BY_US) ? "the connector itself" : (owner == null ? "" : owner + " in ") + file + ":" + line;
    gone.computeIfAbsent(home, it -> new LinkedHashMap<>()).computeIfAbsent(kind + name, it -> new ArrayList<>())
        .add(how + " by " + user);
    return true;
  }

  private void idsAreUnique() {
    Map<String, String> first = new HashMap<>();
    checked.each(Kind.ID, (file, id) -> {
      String before = first.putIfAbsent(id.name(), file + ":" + id.line());
      if (before != null) {
        checked.add(file, id, "this id is also used at " + before + "; every id must be unique");
      }
    });
    Map<String, String> beans = new HashMap<>();
    checked.each(Kind.BEAN, (file, bean) -> {
      String before = beans.putIfAbsent(bean.name(), file + ":" + bean.line());
      if (before != null) {
        checked.add(file, bean, "this bean is also declared at " + before + "; only one of them would count");
      }
    });
  }

  private void beansAreDeclared() {
    Set<String> declared = new LinkedHashSet<>(Beans.names());
    declared.addAll(checked.names(Kind.BEAN));
    checked.folder.properties().stringPropertyNames().stream().filter(key -> key.startsWith("camel.beans."))
        .forEach(key -> declared.add(key.substring("camel.beans.".length()).replaceFirst("[.\\[].*", "")));
    int before = checked.findings.size();
    checked.each(Kind.BEAN_USE, (file, use) -> {
      if (!declared.contains(use.name())) {
        String meant = CheckedFiles.meant(use.name(), declared);
        checked.add(file, use, "there is no bean '" + use.name() + "'" + meant + (meant.isEmpty() ? "." : "")
            + " Ours are in docs/routes.md; one of your own goes into routes/custom.");
      }
    });
    Set<String> used = checked.names(Kind.BEAN_USE);
    boolean misspelt = checked.findings.size() > before; // a finding already, and so is a missing file
    STEPS.forEach((bean, what) -> {
      if (!used.contains(bean) && !misspelt && !isGone("the bean ", bean, BY_US, "", 0, null)) {
        checked.add(checked.folder.name(checked.folder.routeFolder()), 0, null, "no step uses the bean " + bean + " any more, which "
            + what + "; put the step back");
      }
    });
  }

  private void callsArrive() {
    Set<String> starts = checked.names(Kind.DIRECT_START);
    checked.each(Kind.DIRECT_CALL, (file, call) -> {
      String name = Objects.requireNonNull(call.name(), "a call has a name");
      if (!starts.contains(name) && !isGone(DIRECT, name, "called", file, call.line(), call.owner())) {
        checked.add(file, call, "no route starts with direct:" + name + CheckedFiles.meant(name, starts));
      }
    });
  }

  /** Each {@code direct:} starts one route, and each route is called by somebody. */
  private void startsAreSingleAndCalled() {
    Set<String> called = new LinkedHashSet<>(Set.of(Hooks.SKIP, Beans.PING.substring(DIRECT.length())));
    called.addAll(checked.names(Kind.DIRECT_CALL));
    called.addAll(checked.names(Kind.DIRECT_NAMED));
    boolean anyMayBeCalled = checked.files.values().stream().anyMatch(file ->
        file.entries().stream().anyMatch(entry -> CALL_ANY.contains(entry.key())));
    List<String> partlyKnown = checked.addresses().filter(address -> !address.isTaken()).map(address -> resolve.apply(address.target())).toList();
    Map<String, String> first = new HashMap<>();
    checked.each(Kind.DIRECT_START, (file, start) -> {
      String name = Objects.requireNonNull(start.name(), "a start has a name");
      String before = first.putIfAbsent(name, start.owner() + " (" + file + ":" + start.line() + ")");
      if (before != null) {
        checked.add(file, start, "the route " + before + " starts with direct:" + name + ", too; use another name"
            + (Hooks.isHook(name) ? ", such as direct:" + name + "-2: both are called, in the order of their names" : ""));
      } else if (!called.contains(name) && NEEDED.contains(name)) {
        checked.add(file, start, "nobody calls direct:" + name + " any more, and no job gets to its end without it; put the call back");
      } else if (!called.contains(name) && !Hooks.isHook(name) && !anyMayBeCalled
          && partlyKnown.stream().noneMatch(target -> Address.canBe(target, DIRECT + name))) {
        Optional<String> hook = Spelling.nearest(name, Hooks.NAMES, true);
        if (hook.isPresent() || isOwn(file)) {
          checked.add(file, start, "nobody calls direct:" + name + hook.map(it -> "; did you mean the hook direct:" + it + "?")
              .orElse("; the hooks that the connector calls are " + String.join(", ", Hooks.NAMES)));
        }
      }
    });
  }

  /** Whether an engineer added the file. A route of ours that an edit leaves without a caller does no harm. */
  static boolean isOwn(String file) {
    return file.contains("/" + RouteFolder.CUSTOM + "/")
        || !RouteCheck.OURS.contains(file.replaceFirst(".*/", "").replace(RouteFolder.SUFFIX, ""));
  }

  /** Camel runs a route that names an unknown configuration without any. */
  private void configurationsAreThere() {
    Set<String> there = new LinkedHashSet<>();
    checked.entries((file, entry) -> {
      if (entry.path().equals(List.of("routeConfiguration", "id")) && entry.value() != null) {
        there.add(entry.value());
      }
    });
    checked.entries((file, entry) -> {
      String name = entry.key().equals("routeConfigurationId") && !entry.isOwn() ? entry.value() : null;
      if (name != null && name.matches("[\\w-]+") && !there.contains(name)
          && !isGone("the routeConfiguration ", name, "used", file, entry.line(), entry.owner())) {
        checked.add(file, entry.line(), entry.owner(), "there is no routeConfiguration '" + name + "'"
            + CheckedFiles.meant(name, there));
      }
    });
  }

  private void startedRoutesAreThere() {
    Set<String> ids = checked.names(Kind.ID);
    Set<String> starts = checked.names(Kind.DIRECT_START);
    String routes = checked.folder.name(checked.folder.routeFolder());
    Set<String> needed = new LinkedHashSet<>(JobsInHand.ROUTES);
    needed.addAll(JobQueue.BY_HTTP);
    needed.stream().filter(id -> !ids.contains(id) && !isGone("the route ", id, BY_US, routes, 0, null)).forEach(id ->
        checked.add(routes, 0, null, "there is no route '" + id + "' to receive jobs; the connector starts and stops it by this id"));
    String ping = Beans.PING.substring(DIRECT.length());
    if (!starts.contains(ping) && !isGone(DIRECT, ping, BY_US, routes, 0, null)) {
      checked.add(routes, 0, null, "no route starts with " + Beans.PING + ", which the connector itself"
          + " calls when OpenCTI may be back");
    }
  }
}
