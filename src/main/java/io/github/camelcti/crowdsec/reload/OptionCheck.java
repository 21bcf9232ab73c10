package io.github.camelcti.crowdsec.reload;

import io.github.camelcti.crowdsec.reload.RouteFile.Address;
import io.github.camelcti.crowdsec.reload.RouteFile.Entry;
import io.github.camelcti.crowdsec.reload.options.CamelOptions;
import io.github.camelcti.crowdsec.reload.options.EndpointOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Finds values of options that Camel takes without a word and that are wrong: times and numbers that are none, and
 * options of addresses that Camel reads only when a job comes.
 */
final class OptionCheck {

  /** Steps whose expression has to be a whole number; for {@code delay}, of milliseconds. */
  private static final Set<String> COUNTS = Set.of("delay", "throttle", "loop");
  private static final Set<String> TEXTS = Set.of("constant", "simple");
  /** Steps whose endpoint Camel makes when a message comes. */
  private static final Set<String> LATER = Set.of("toD", "wireTap", "poll");
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]+");
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][\\w+.-]*");
  /** Stands for what only a message tells. */
  private static final String ANY = "x";

  private final String name;
  private final RouteFile file;
  private final UnaryOperator<String> resolve;
  private final List<RouteFinding> findings = new ArrayList<>();

  /**
   * @param name what messages call the file
   * @param resolve puts in the values of placeholders, as far as they are known
   */
  OptionCheck(String name, RouteFile file, UnaryOperator<String> resolve) {
    this.name = name;
    this.file = file;
    this.resolve = resolve;
  }

  List<RouteFinding> all() {
    for (Entry entry : file.entries()) {
      String written = entry.value();
      if (written != null && !entry.isOwn() && !entry.parent().isEmpty()) {
        String value = resolve.apply(written);
        CamelOptions.ofStep(entry.parent()).flatMap(options -> options.refuses(entry.key(), written, value))
            .ifPresent(reason -> add(entry, reason));
        counted(entry, value);
      }
    }
    file.addresses().forEach(this::look);
    return findings;
  }

  /** {@code delay: {constant: often}}, in all forms that YAML has for it. */
  private void counted(Entry entry, String value) {
    String step = expressionOf(entry);
    if (COUNTS.contains(step) && !value.contains("${") && !value.contains("{{") && !WHOLE.matcher(value.strip()).matches()
        && !(step.equals("loop") && isPredicate(entry))) {
      add(entry, step + ": '" + entry.value() + "' is not a whole number"
          + (step.equals("delay") ? " of milliseconds; this is the one place where Camel takes no units" : ""));
    } else if (step.equals("throttle") && value.strip().matches("-[0-9]+|0+")) {
      add(entry, "throttle: '" + entry.value() + "' lets no message pass; it has to be 1 or more");
    } else if (step.equals("loop") && isPredicate(entry) && entry.path().contains("constant") && value.strip().equals("true")) {
      add(entry, "loop: it never ends, because its condition is always true");
    }
  }

  /** {@code doWhile} makes a predicate of the expression. */
  private boolean isPredicate(Entry entry) {
    return file.entries().stream().anyMatch(it -> it.key().equals("doWhile") && it.parent().equals("loop")
        && Objects.equals(it.owner(), entry.owner()));
  }

  /** The step whose expression the entry is, if it is a text; otherwise empty. */
  private static String expressionOf(Entry entry) {
    List<String> path = new ArrayList<>(entry.path());
    boolean isLong = path.size() > 1 && entry.key().equals("expression") && TEXTS.contains(entry.parent());
    if (!isLong && !TEXTS.contains(entry.key())) {
      return "";
    }
    path.subList(path.size() - (isLong ? 2 : 1), path.size()).clear();
    if (!path.isEmpty() && path.get(path.size() - 1).equals("expression")) {
      path.remove(path.size() - 1);
    }
    return path.isEmpty() ? "" : path.get(path.size() - 1);
  }

  private void look(Address address) {
    String uri = resolve.apply(address.uri());
    String scheme = uri.replaceFirst("[:?].*", "");
    if (!SCHEME.matcher(scheme).matches()) {
      return; // only a message tells the component
    }
    boolean later = LATER.contains(address.step()) || RouteFile.SEND_TO_TEXTS.contains(address.step());
    if (later && !CamelOptions.isThere("component", scheme) && !isBean(scheme)) {
      findings.add(new RouteFinding(name, address.line(), address.owner(), "No endpoint could be found for: " + scheme));
    }
    String written = address.uri().substring(address.uri().indexOf('?') + 1);
    if (uri.contains("?")) {
      for (String pair : written.replaceAll("[$][{][^}]*}", ANY).split("&(?:amp;)?")) {
        String option = pair.replaceFirst("=.*", "");
        String value = pair.contains("=") && !pair.endsWith("=" + ANY) ? pair.substring(option.length() + 1) : "";
        misused(address, scheme, option, value, later).ifPresent(reason ->
            findings.add(new RouteFinding(name, address.line(), address.owner(), reason)));
      }
    }
    for (Entry parameter : address.parameters()) {
      misused(address, scheme, parameter.key(), Objects.requireNonNullElse(parameter.value(), ""), later)
          .ifPresent(reason -> add(parameter, reason));
    }
  }

  private Optional<String> misused(Address address, String scheme, String option, String value, boolean later) {
    return option.contains("{{") ? Optional.empty()
        : EndpointOptions.misused(scheme, option, value, resolve.apply(value), later, address.optimised());
  }

  /** Whether an engineer's own component may have the name. */
  private boolean isBean(String scheme) {
    return file.of(RouteFile.Kind.BEAN).stream().anyMatch(bean -> scheme.equals(bean.name()));
  }

  private void add(Entry entry, String reason) {
    findings.add(new RouteFinding(name, entry.line(), entry.owner(), reason));
  }
}
