package io.github.camelcti.crowdsec.enrich.marking;

import io.github.camelcti.crowdsec.enrich.text.PlainText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What may be sent to CrowdSec: the strictest TLP and the strictest PAP of an observable that is still looked up. A
 * marking counts by its text, not by its type; the strictest one decides. Without any, an observable may be looked up.
 *
 * <p>An unknown level may forbid anything, so it is over every limit.
 */
public final class DisclosureLimits {

  private static final int LONGEST_NAME = 100;
  private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}]");
  private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}]+");
  /**
   * A marking that names its protocol, and the level that it gives: {@code TLP:AMBER}, {@code tlp: amber}, {@code PAP
   * RED}.
   */
  private static final Pattern NAMED = Pattern.compile("(TLP|PAP)(?:[ :\\uFF1A_-]+(.*))?", Pattern.CASE_INSENSITIVE);

  private final Protocol<Tlp> tlp;
  private final Protocol<Pap> pap;

  /**
   * @param maxTlp the strictest TLP that may be sent, for example {@code TLP:AMBER}
   * @param maxPap the strictest PAP that may be sent, for example {@code PAP:AMBER}
   * @throws IllegalArgumentException if one of them is not a level
   */
  public DisclosureLimits(String maxTlp, String maxPap) {
    this(maxTlp, maxPap, "CROWDSEC_MAX_TLP", "CROWDSEC_MAX_PAP");
  }

  /**
   * The same for limits that are set under other names.
   *
   * @param tlpSetting name of the TLP limit in reasons
   * @param papSetting name of the PAP limit in reasons
   */
  public DisclosureLimits(String maxTlp, String maxPap, String tlpSetting, String papSetting) {
    tlp = new Protocol<>("TLP", tlpSetting, Tlp::parse, Tlp::ofStandardId, Tlp::label, limit(maxTlp, Tlp::parse,
        "is not a TLP marking; use TLP:CLEAR, TLP:GREEN, TLP:AMBER, TLP:AMBER+STRICT or TLP:RED"));
    pap = new Protocol<>("PAP", papSetting, Pap::parse, id -> Optional.empty(), Pap::label, limit(maxPap, Pap::parse,
        "is not a PAP marking; use PAP:CLEAR, PAP:GREEN, PAP:AMBER or PAP:RED"));
  }

  private static <L> L limit(String text, Function<String, Optional<L>> parse, String otherwise) {
    return parse.apply(text).orElseThrow(() -> new IllegalArgumentException("'" + text + "' " + otherwise));
  }

  /**
   * Why an observable may not be looked up.
   *
   * @param byTlp whether its TLP is over the limit; otherwise its PAP alone is
   * @param reason names marking, limit and setting for each that is over; the start of a sentence
   */
  public record Excess(boolean byTlp, String reason) {}

  /**
   * @param markings all markings of an observable; those that are neither TLP nor PAP are ignored
   * @return why it may not be looked up; empty if it may
   */
  public Optional<Excess> excess(List<Marking> markings) {
    Optional<String> overTlp = tlp.excess(markings);
    List<String> reasons = Stream.of(overTlp, pap.excess(markings)).flatMap(Optional::stream).toList();
    return reasons.isEmpty() ? Optional.empty() : Optional.of(new Excess(overTlp.isPresent(), String.join(", and ", reasons)));
  }

  /** One of the two protocols, with its limit. */
  private record Protocol<L extends Enum<L>>(String name, String setting, Function<String, Optional<L>> parse,
      Function<String, Optional<L>> byId, Function<L, String> label, L limit) {

    Optional<String> excess(List<Marking> markings) {
      List<L> known = new ArrayList<>();
      List<String> unknown = new ArrayList<>();
      for (Marking marking : markings) {
        Optional<String> said = level(marking);
        List<L> levels = Stream.of(said.flatMap(parse), byId.apply(marking.standardId())).flatMap(Optional::stream).toList();
        known.addAll(levels);
        if (said.isPresent() && levels.isEmpty()) {
          unknown.add(fullName(said.get()));
        }
      }
      String over = " over the limit " + label.apply(limit) + " (" + setting + ")";
      Optional<L> strictest = known.stream().max(Comparator.naturalOrder()).filter(level -> level.compareTo(limit) > 0);
      if (strictest.isPresent()) {
        return strictest.map(level -> label.apply(level) + " is" + over);
      }
      return unknown.stream().findFirst()
          .map(text -> text + " is not a known level, so it counts as" + over);
    }

    /** The level that the marking gives, without the protocol's name; empty if it is of another kind. */
    private Optional<String> level(Marking marking) {
      String text = marking.definition() == null ? ""
          : SPACES.matcher(INVISIBLE.matcher(marking.definition()).replaceAll("")).replaceAll(" ").strip();
      Matcher named = NAMED.matcher(text);
      if (named.matches()) {
        return named.group(1).equalsIgnoreCase(name)
            ? Optional.of(named.group(2) == null ? "" : named.group(2).replaceAll(" ?\\+ ?", "+")) : Optional.empty();
      }
      return marking.definitionType() != null && marking.definitionType().strip().equalsIgnoreCase(name)
          ? Optional.of(text) : Optional.empty();
    }

    private String fullName(String level) {
      return level.isEmpty() ? name + " without a name"
          : name + ":" + PlainText.cut(level.toUpperCase(Locale.ROOT), LONGEST_NAME);
    }
  }
}
