package io.github.camelcti.crowdsec.opencti.graphql;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The GraphQL documents, with variants for different versions of OpenCTI. GraphQL rejects a whole document when one of
 * its fields is unknown, so no document fits all versions (OpenCTI contract, section 0).
 */
public final class Documents {

  private final Map<String, List<Document>> newestFirst;
  private final Set<Document> refused = ConcurrentHashMap.newKeySet();

  public Documents(Collection<Document> documents) {
    newestFirst = documents.stream()
        .sorted(Comparator.comparing(Document::since).reversed())
        .collect(Collectors.groupingBy(Document::name));
  }

  /**
   * The newest variant that a platform accepts.
   *
   * @param name name of the document, for example {@code read-observable}
   * @return empty if every variant is for newer platforms
   */
  public Optional<Document> find(String name, PlatformVersion version) {
    return newestFirst.getOrDefault(name, List.of()).stream()
        .filter(document -> version.atLeast(document.since()))
        .filter(document -> !refused.contains(document))
        .findFirst();
  }

  /**
   * Records that the platform does not know something in a document. Where the version alone is not enough (between the
   * releases whose schemas are known), this leads to the right variant.
   *
   * @return whether an older variant is left to try
   */
  public boolean refuse(Document document, PlatformVersion version) {
    boolean older = newestFirst.getOrDefault(document.name(), List.of()).stream()
        .anyMatch(other -> !refused.contains(other) && other.since().compareTo(document.since()) < 0
            && version.atLeast(other.since()));
    if (older) {
      refused.add(document);
    }
    return older;
  }

  /** All names. */
  public Set<String> names() {
    return Collections.unmodifiableSet(newestFirst.keySet());
  }
}
