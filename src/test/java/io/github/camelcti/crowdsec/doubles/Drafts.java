package io.github.camelcti.crowdsec.doubles;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The drafts, each a space of its own above the live data. Thread-safe. */
final class Drafts {

  private final Platform live;
  private final Map<String, Platform> spaces = new ConcurrentHashMap<>();
  private final Set<String> closed = ConcurrentHashMap.newKeySet();

  Drafts(Platform live) {
    this.live = live;
  }

  String open() {
    String id = UUID.randomUUID().toString();
    spaces.put(id, live.draft());
    return id;
  }

  void close(String id) {
    closed.add(id);
  }

  /** The space of a draft, closed ones included; null when there never was one. */
  Platform space(String id) {
    return spaces.get(id);
  }

  /** Where a request or message with that draft id works: null when the draft lets nobody in. */
  Platform enter(String id) {
    if (id == null || id.isEmpty()) {
      return live;
    }
    return closed.contains(id) ? null : spaces.get(id);
  }
}
