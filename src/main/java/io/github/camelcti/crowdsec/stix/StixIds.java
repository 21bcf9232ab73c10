package io.github.camelcti.crowdsec.stix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.NameBasedGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.erdtman.jcs.JsonCanonicalizer;
import org.jspecify.annotations.Nullable;

/**
 * The ids that OpenCTI gives to objects: a UUIDv5 over the canonical JSON (RFC 8785) of the few properties
 * that make an object what it is. The same facts get the same id, so the platform finds what it has instead
 * of adding a double.
 */
public final class StixIds {

  private static final UUID NAMESPACE = UUID.fromString("00abedb4-aa42-466c-9c01-fed23315a9b7");
  private static final NameBasedGenerator GENERATOR = Generators.nameBasedGenerator(NAMESPACE);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** TLP markings are the same on every platform; the two names of the lowest level share one. */
  private static final Map<String, String> TLP = Map.of(
      "TLP:WHITE", "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
      "TLP:CLEAR", "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
      "TLP:GREEN", "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da",
      "TLP:AMBER", "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82",
      "TLP:AMBER+STRICT", "marking-definition--826578e1-40ad-459f-bc73-ede076f81f37",
      "TLP:RED", "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed");

  private StixIds() {}

  /**
   * The id of an object.
   *
   * @param type STIX type, or one of OpenCTI's ({@code label}, {@code external-reference}, {@code
   *     kill-chain-phase})
   * @param properties at least the properties that the type's id depends on; others do no harm
   * @return the id, empty if these properties identify nothing
   * @throws IllegalArgumentException if no rule is known for the type
   */
  public static Optional<String> of(String type, Map<String, ?> properties) {
    String tlp = type.equals("marking-definition") && "TLP".equals(properties.get("definition_type"))
        ? TLP.get(String.valueOf(properties.get("definition"))) : null;
    if (tlp != null) {
      return Optional.of(tlp);
    }
    Map<String, Object> hashed = contributing(type, properties);
    return hashed.isEmpty() ? Optional.empty() : Optional.of(hash(type, hashed));
  }

  public static String identity(String name, String identityClass) {
    return sure("identity", Map.of("name", name, "identity_class", identityClass));
  }

  public static String indicator(String pattern) {
    return sure("indicator", Map.of("pattern", pattern));
  }

  /** The id of an attack pattern of MITRE ATT&amp;CK. */
  public static String attackPattern(String mitreId) {
    return sure("attack-pattern", Map.of("x_mitre_id", mitreId));
  }

  public static String vulnerability(String name) {
    return sure("vulnerability", Map.of("name", name));
  }

  public static String country(String name) {
    return sure("location", Map.of("name", name, "x_opencti_location_type", "Country"));
  }

  /** The id of a relationship without dates. */
  public static String relationship(String relationshipType, String source, String target) {
    return sure("relationship",
        Map.of("relationship_type", relationshipType, "source_ref", source, "target_ref", target));
  }

  /** The id of a sighting without dates. */
  public static String sighting(String sighted, String where) {
    return sure("sighting", Map.of("sighting_of_ref", sighted, "where_sighted_refs", List.of(where)));
  }

  /**
   * An id for an object that is to be replaced with every enrichment although its content changes.
   *
   * @param anchor what the object stands for, in properties that no STIX object has
   * @return an id that depends on type and anchor alone
   */
  public static String anchored(String type, Map<String, ?> anchor) {
    return hash(type, anchor);
  }

  /** The id of a bundle with this content. */
  public static String bundle(byte[] content) {
    return "bundle--" + GENERATOR.generate(content);
  }

  private static String sure(String type, Map<String, ?> properties) {
    return of(type, properties).orElseThrow(
        () -> new IllegalArgumentException("nothing identifies this " + type));
  }

  private static Map<String, Object> contributing(String type, Map<String, ?> given) {
    Picked picked = new Picked(given);
    switch (type) {
      case "identity" -> picked.lower("name").lower("identity_class");
      case "indicator" -> picked.trimmed("pattern");
      case "attack-pattern" -> {
        picked.trimmed("x_mitre_id");
        if (picked.isEmpty()) {
          picked.lower("name");
        }
      }
      case "vulnerability" -> picked.lower("name");
      case "location" -> {
        if (picked.has("latitude") && picked.has("longitude")) {
          picked.exact("latitude").exact("longitude");
        } else {
          picked.lower("name").exact("x_opencti_location_type");
        }
      }
      case "note" -> picked.trimmed("content").exact("created");
      case "label", "ipv4-addr", "ipv6-addr", "domain-name" -> picked.exact("value");
      case "autonomous-system" -> picked.exact("number");
      case "kill-chain-phase" -> picked.exact("phase_name").exact("kill_chain_name");
      case "marking-definition" -> picked.exact("definition_type").exact("definition");
      case "external-reference" -> {
        if (picked.has("url")) {
          picked.exact("url");
        } else if (picked.has("source_name") && picked.has("external_id")) {
          picked.exact("source_name").exact("external_id");
        }
      }
      // A second date alone is not hashed: the platform looks at it only beside the first.
      case "relationship" -> picked.exact("relationship_type").exact("source_ref").exact("target_ref")
          .dates("start_time", "stop_time");
      case "sighting" -> picked.constant("type", type).exact("sighting_of_ref").exact("where_sighted_refs")
          .dates("first_seen", "last_seen");
      default -> throw new IllegalArgumentException("no rule for ids of " + type);
    }
    return picked.hashed;
  }

  private static String hash(String type, Map<String, ?> properties) {
    try {
      String json = JSON.writeValueAsString(properties);
      return type + "--" + GENERATOR.generate(new JsonCanonicalizer(json).getEncodedUTF8());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("properties of " + type + " are not JSON", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Trims as Python's {@code str.strip} does, because ids depend on it: {@link String#strip()} keeps no-break spaces. */
  private static String stripped(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
  }

  /** The properties that are hashed, each in the form in which it is. */
  private static final class Picked {

    private final Map<String, ?> given;
    private final Map<String, Object> hashed = new LinkedHashMap<>();

    Picked(Map<String, ?> given) {
      this.given = given;
    }

    boolean has(String name) {
      return given.get(name) != null;
    }

    boolean isEmpty() {
      return hashed.isEmpty();
    }

    Picked exact(String name) {
      return constant(name, given.get(name));
    }

    Picked trimmed(String name) {
      return constant(name, has(name) ? stripped(text(name)) : null);
    }

    Picked lower(String name) {
      // The locale of the machine must not decide: a Turkish one makes other ids of a capital I.
      return constant(name, has(name) ? stripped(text(name).toLowerCase(Locale.ROOT)) : null);
    }

    private String text(String name) {
      return String.valueOf(given.get(name));
    }

    Picked dates(String first, String second) {
      return has(first) ? exact(first).exact(second) : this;
    }

    Picked constant(String name, @Nullable Object value) {
      if (value != null) {
        hashed.put(name, value);
      }
      return this;
    }
  }
}
