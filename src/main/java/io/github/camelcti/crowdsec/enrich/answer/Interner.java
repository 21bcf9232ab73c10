package io.github.camelcti.crowdsec.enrich.answer;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * One object for parts of answers that are equal: the answers about a thousand addresses name the same few hundred
 * behaviours, techniques and lists, and are kept for hours. Holds the part that came last for each of its places, so it
 * never grows; what has lost its place is merely there twice. Thread-safe.
 */
final class Interner {

  private final AtomicReferenceArray<Object> places;

  /** @param places how many parts it holds at most, a power of two */
  Interner(int places) {
    this.places = new AtomicReferenceArray<>(places);
  }

  /**
   * @param part an immutable object of a final class; null is given back
   * @return an object that is equal to it, perhaps from an earlier call
   */
  @SuppressWarnings("unchecked")
  <T> T same(T part) {
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
