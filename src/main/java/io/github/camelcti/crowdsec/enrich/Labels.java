package io.github.camelcti.crowdsec.enrich;

import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.stix.Label;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The labels of an observable, in the order in which they win when two are the same but for their case. */
final class Labels {

  private static final int MOST = 500;
  private static final Pattern WITH_CVE = Pattern.compile("cve-\\d{4}-\\d", Pattern.CASE_INSENSITIVE);

  private final Map<String, Label> byLowerCase = new LinkedHashMap<>();

  private Labels() {}

  static List<Label> of(CtiAnswer answer, EnrichmentSettings settings) {
    Labels labels = new Labels();
    if (settings.labelsMitre()) {
      Limits.techniques(answer).forEach(technique -> labels.add(technique.id(), settings.labelsMitreColor()));
    }
    if (settings.labelsCve()) {
      Limits.cves(answer).forEach(cve -> labels.add(cve, settings.labelsCveColor()));
    }
    if (settings.labelsBehavior()) {
      answer.behaviors().forEach(behavior -> labels.add(behavior.name(), settings.labelsBehaviorColor()));
    }
    if (settings.labelsFalsePositive()) {
      answer.falsePositives().forEach(reason -> labels.add(reason.title(), settings.labelsFalsePositiveColor()));
    }
    if (settings.labelsClassification()) {
      answer.classifications().forEach(kind -> labels.add(kind.title(), settings.labelsClassificationColor()));
    }
    if (settings.labelsReputation()) {
      settings.reputationColor(answer.reputation())
          .ifPresent(color -> labels.add(answer.reputation(), color));
    }
    labels.addScenarios(answer, settings);
    return List.copyOf(labels.byLowerCase.values());
  }

  private void addScenarios(CtiAnswer answer, EnrichmentSettings settings) {
    String color = settings.labelsScenarioColor();
    if (settings.labelsScenarioName()) {
      // CVEs have labels and objects of their own.
      List<String> names = new ArrayList<>();
      answer.attackDetails().forEach(detail -> names.add(detail.name()));
      names.removeIf(name -> name == null || WITH_CVE.matcher(name).find());
      names.forEach(name -> add(name, color));
    }
    if (settings.labelsScenarioLabel()) {
      answer.attackDetails().forEach(detail -> add(detail.label(), color));
    }
  }

  private void add(String value, String color) {
    if (value != null && byLowerCase.size() < MOST) {
      // The platform stores labels in lower case.
      byLowerCase.putIfAbsent(value.toLowerCase(Locale.ROOT), new Label(value, color));
    }
  }
}
