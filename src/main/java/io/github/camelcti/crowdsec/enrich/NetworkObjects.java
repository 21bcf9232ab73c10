package io.github.camelcti.crowdsec.enrich;

import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer.Network;
import io.github.camelcti.crowdsec.enrich.text.Countries;
import io.github.camelcti.crowdsec.stix.StixIds;
import io.github.camelcti.crowdsec.stix.StixObject;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Network and location of the address: autonomous system, reverse DNS name, country, each only if wanted. */
final class NetworkObjects {

  private static final Pattern HOST_NAME = Pattern.compile("(?=.{1,253}$)[\\w-]{1,63}(\\.[\\w-]{1,63})+");

  private NetworkObjects() {}

  static void add(BundleDraft draft) {
    Network network = draft.answer.network();
    String observable = draft.observable.standardId();
    if (draft.settings.objects().autonomousSystem() && network.asNumber() != null
        && network.asNumber() <= Integer.MAX_VALUE) { // OpenCTI accepts no larger ones
      // The platform refuses names of one letter.
      boolean named = network.asName() != null && network.asName().length() > 1;
      String name = named ? network.asName() : "AS" + network.asNumber();
      draft.relate("belongs-to", observable, draft.addCommon(
          object("autonomous-system", Map.of("number", network.asNumber().intValue())).with("name", name)));
    }
    String host = host(network.reverseName());
    if (draft.settings.objects().domainName() && host != null) {
      draft.relate("resolves-to", draft.addCommon(object("domain-name", Map.of("value", host))), observable);
    }
    String country = draft.answer.country();
    if (draft.settings.objects().originCountry() && country != null) {
      Countries.find(country.toUpperCase(Locale.ROOT)).ifPresent(it ->
          draft.relate("located-at", observable, SightingObjects.addCountry(draft, it)));
    }
  }

  /** The name in the form of a domain name, null if it is not one. */
  private static @Nullable String host(@Nullable String name) {
    String host = name == null ? "" : name.replaceFirst("\\.$", "").toLowerCase(Locale.ROOT);
    return HOST_NAME.matcher(host).matches() && IpAddress.parse(host).isEmpty() ? host : null;
  }

  private static StixObject.Builder object(String type, Map<String, Object> properties) {
    StixObject.Builder object = StixObject.builder(type, StixIds.of(type, properties).orElseThrow());
    properties.forEach(object::with);
    return object;
  }
}
