package io.github.camelcti.crowdsec.doubles;

import io.github.camelcti.crowdsec.doubles.SharedParts.Label;
import io.github.camelcti.crowdsec.doubles.SharedParts.Reference;
import io.github.camelcti.crowdsec.doubles.StoredObservable.Marking;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Changes to single fields of an observable, and to what it is related to. */
final class ObservableEdits {

  private static final Map<String, String> FIELD_OF_RELATION = Map.of("object-label", "objectLabel",
      "external-reference", "externalReferences", "object-marking", "objectMarking", "created-by", "createdBy");

  private ObservableEdits() {}

  static void mark(StoredObservable observable, Collection<String> markingIds) {
    for (String id : markingIds) {
      Marking marking = Marking.byId(id);
      if (marking != null) {
        observable.markings.put(marking.standardId(), marking);
      }
    }
  }

  /** Applies the entries of a {@code fieldPatch}, one after the other. */
  static void patch(Platform space, String id, List<Map<String, Object>> entries) {
    for (Map<String, Object> entry : entries) {
      String operation = String.valueOf(entry.getOrDefault("operation", "replace"));
      apply(space, id, (String) entry.get("key"), operation, (List<?>) entry.get("value"));
    }
  }

  /** Relates an observable to something that is there. */
  static Map<String, Object> relate(Platform space, String id, String relation, String target) {
    boolean known = switch (relation) {
      case "object-label" -> space.parts(parts -> parts.findLabel(target)) != null;
      case "external-reference" -> space.parts(parts -> parts.findReference(target)) != null;
      default -> space.exists(target);
    };
    if (!known) {
      throw PlatformError.missing(List.of(target));
    }
    if (!FIELD_OF_RELATION.containsKey(relation)) {
      throw PlatformError.functional("Relationship type is not a reference", "relationship_type", relation);
    }
    apply(space, id, FIELD_OF_RELATION.get(relation), "add", List.of(target));
    return Map.of("id", UUID.randomUUID().toString(), "standard_id", "relationship-meta--" + UUID.randomUUID(),
        "relationship_type", relation);
  }

  private static void apply(Platform space, String id, String key, String operation, List<?> values) {
    boolean add = operation.equals("add");
    boolean remove = operation.equals("remove");
    Object first = values.isEmpty() || remove ? null : values.get(0);
    switch (key) {
      case "x_opencti_description" -> space.edit(id, it -> it.description = (String) first);
      case "x_opencti_score" -> space.edit(id,
          it -> it.score = first == null ? null : Integer.valueOf(String.valueOf(first)));
      case "createdBy" -> space.edit(id, it -> it.createdBy = first == null ? null : space.standardId((String) first));
      case "objectMarking" -> space.edit(id, it -> {
        if (remove) {
          it.markings.keySet().removeAll(values);
          return;
        }
        if (!add) {
          it.markings.clear();
        }
        mark(it, values.stream().map(String::valueOf).toList());
      });
      case "objectLabel" -> {
        List<String> labels = space.parts(parts -> values.stream().map(it -> parts.findLabel((String) it))
            .filter(it -> it != null).map(Label::value).toList());
        space.edit(id, it -> change(it.labels, labels, add, remove));
      }
      case "externalReferences" -> {
        Map<String, Reference> references = new LinkedHashMap<>();
        space.parts(parts -> {
          values.stream().map(it -> parts.findReference((String) it)).filter(it -> it != null)
              .forEach(it -> references.put(SharedParts.key(it.stix()), it));
          return null;
        });
        space.edit(id, it -> {
          if (!add && !remove) {
            it.references.clear();
          }
          references.forEach((name, reference) -> {
            if (remove) {
              it.references.remove(name);
            } else {
              it.references.put(name, reference.stix());
            }
          });
        });
      }
      default -> throw PlatformError.functional("Input attribute is not compatible with this entity", "key", key);
    }
  }

  private static void change(Collection<String> there, Collection<String> values, boolean add, boolean remove) {
    if (remove) {
      there.removeAll(values);
      return;
    }
    if (!add) {
      there.clear();
    }
    there.addAll(values);
  }
}
