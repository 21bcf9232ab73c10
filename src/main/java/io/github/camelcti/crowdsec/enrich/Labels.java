package io.github.camelcti.crowdsec.enrich;

import io.github.camelcti.crowdsec.enrich.EnrichmentSettings.LabelKind;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer.Detail;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer.Technique;
import io.github.camelcti.crowdsec.stix.Label;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The labels of an observable; if two differ only in case, the first one wins. */
final class Labels {

  private static final int MOST = 500;
  private static final Pattern WITH_CVE = Pattern.compile("cve-\\d{4}-\\d", Pattern.CASE_INSENSITIVE);

  private final Map<String, Label> byLowerCase = new LinkedHashMap<>();

  private Labels() {}

  static List<Label> of(CtiAnswer answer, EnrichmentSettings.Labels wanted) {
    Labels labels = new Labels();
    labels.add(wanted.mitre(), ObjectLimits.techniques(answer), Technique::id);
    labels.add(wanted.cve(), ObjectLimits.cves(answer), cve -> cve);
    labels.add(wanted.behavior(), answer.behaviors(), Detail::name);
    labels.add(wanted.falsePositive(), answer.falsePositives(), Detail::title);
    labels.add(wanted.classification(), answer.classifications(), Detail::title);
    String reputationColor = answer.reputation() == null ? null : wanted.reputationColors().get(answer.reputation());
    if (wanted.reputation() && reputationColor != null) {
      labels.add(answer.reputation(), reputationColor);
    }
    // CVEs have their own labels and objects.
    labels.add(wanted.scenarioName(), answer.attackDetails(),
        scenario -> scenario.name() == null || WITH_CVE.matcher(scenario.name()).find() ? null : scenario.name());
    labels.add(wanted.scenarioLabel(), answer.attackDetails(), Detail::label);
    return List.copyOf(labels.byLowerCase.values());
  }

  private <T> void add(LabelKind kind, List<T> items, Function<T, String> value) {
    if (kind.wanted()) {
      items.forEach(item -> add(value.apply(item), kind.color()));
    }
  }

  private void add(@Nullable String value, String color) {
    if (value != null && byLowerCase.size() < MOST) {
      // The platform stores labels in lower case.
      byLowerCase.putIfAbsent(value.toLowerCase(Locale.ROOT), new Label(value, color));
    }
  }
}
