package io.github.camelcti.crowdsec.enrich.answer;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Shares one object between equal parts of answers: the answers about a thousand addresses name the same few hundred
 * behaviours, techniques and lists, and are kept for hours. Keeps the latest part in each of its slots, so it never
 * grows; a part that lost its slot just exists twice. Thread-safe.
 */
final class Interner {

  private final AtomicReferenceArray<Object> places;

  /** @param places maximum number of parts, a power of two */
  Interner(int places) {
    this.places = new AtomicReferenceArray<>(places);
  }

  /**
   * @param part an immutable object of a final class; null returns null
   * @return an equal object, perhaps from an earlier call
   */
  @SuppressWarnings("unchecked")
  <T> @Nullable T same(@Nullable T part) {
    if (part == null) {
      return null;
    }
    int hash = part.hashCode();
    int place = (hash ^ hash >>> 16) & places.length() - 1;
    Object known = places.get(place);
    if (part.equals(known)) {
      return (T) known;
    }
    places.set(place, part);
    return part;
  }
}
