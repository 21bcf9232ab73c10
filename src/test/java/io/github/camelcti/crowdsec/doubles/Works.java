package io.github.camelcti.crowdsec.doubles;

import io.github.camelcti.crowdsec.doubles.OpenCtiDouble.WorkView;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The platform's works, with their states, texts and the counters of the objects that are still to come.
 *
 * <p>A manager comes by every minute and closes the works that are older than the one that an object was last reported
 * for; with that, their counters are gone (observations, 13.1). Thread-safe. An id that is unknown is no error: the
 * platform answers as if it had worked.
 */
final class Works {

  /** The platform writes milliseconds always, {@link Instant#toString()} only when they are not zero. */
  static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private record Text(String timestamp, String message, String source) {

    Map<String, Object> asGraphQl() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("timestamp", timestamp);
      map.put("message", message);
      map.put("source", source);
      return map;
    }
  }

  private static final class Work {
    private final String id;
    private final String connectorId;
    private final String observableId;
    private final String timestamp;
    private final String name;
    private String draftContext;
    private final List<Text> messages = new ArrayList<>();
    private final List<Text> errors = new ArrayList<>();
    private final List<String> history = new ArrayList<>(List.of("wait"));
    private String receivedTime;
    private String processedTime;
    private String completedTime;
    private int expected;
    private int processed;
    /** What a complete work shows for both numbers. */
    private int completed;
    /** What a worker goes by: gone once the manager has closed the work, or its last object is in. */
    private boolean counters = true;

    private Work(String id, String connectorId, String observableId, String timestamp, String name) {
      this.id = id;
      this.connectorId = connectorId;
      this.observableId = observableId;
      this.timestamp = timestamp;
      this.name = name;
    }

    private String status() {
      return history.get(history.size() - 1);
    }

    private void become(String status) {
      if (!status().equals(status)) {
        history.add(status);
      }
    }

    private void complete(String time) {
      completedTime = time;
      become("complete");
    }

    private WorkView view() {
      return new WorkView(id, observableId, status(), messages.stream().map(Text::message).toList(),
          errors.stream().map(Text::message).toList(), expected, processed, List.copyOf(history));
    }
  }

  private final Map<String, Work> works = new LinkedHashMap<>();
  /** By connector: the time of the work that an object was last reported for. */
  private final Map<String, String> lastReported = new HashMap<>();
  private final boolean countersEnd;
  private long lastMillis;

  /** @param countersEnd whether a work's counters are gone once its last object is in */
  Works(boolean countersEnd) {
    this.countersEnd = countersEnd;
  }

  static String now() {
    return TIME.format(Instant.now());
  }

  /**
   * Opens a work; its time, which is part of the id, is never given twice.
   *
   * @param observableId what it is about, null when it is about no single thing
   */
  synchronized String open(String connectorId, String observableId, String name) {
    lastMillis = Math.max(lastMillis + 1, System.currentTimeMillis());
    String time = TIME.format(Instant.ofEpochMilli(lastMillis));
    String id = "work_" + connectorId + "_" + time;
    works.put(id, new Work(id, connectorId, observableId, time, name));
    return id;
  }

  /** What the manager does every minute. */
  synchronized void closeOld() {
    for (Work work : works.values()) {
      String newest = lastReported.getOrDefault(work.connectorId, "");
      if (!"complete".equals(work.status()) && work.timestamp.compareTo(newest) < 0) {
        work.completed = work.processed;
        work.complete(now());
        work.counters = false;
        work.expected = 0;
      }
    }
  }

  /** Opens a work for a push that named none; nothing is received there, so it begins in progress. */
  synchronized String openRun(String connectorId, String connectorName) {
    String id = open(connectorId, null, connectorName + " run @ " + now());
    works.get(id).become("progress");
    return id;
  }

  synchronized void delete(String id) {
    works.remove(id);
  }

  synchronized void draftContext(String id, String draftId) {
    if (works.containsKey(id)) {
      works.get(id).draftContext = draftId;
    }
  }

  synchronized boolean known(String id) {
    return works.containsKey(id);
  }

  /** Whether it still has counters. */
  synchronized boolean alive(String id) {
    return works.containsKey(id) && works.get(id).counters;
  }

  synchronized void toReceived(String id, String message) {
    Work work = works.get(id);
    if (work == null) {
      return;
    }
    work.receivedTime = now();
    work.become("progress"); // also one that was complete
    add(work.messages, message, null);
  }

  synchronized void toProcessed(String id, String message, boolean inError) {
    Work work = works.get(id);
    if (work == null) {
      return;
    }
    work.processedTime = now();
    add(inError ? work.errors : work.messages, message, null);
    if (work.expected == 0 || work.processed >= work.expected) {
      work.completed = Math.max(1, work.processed); // never nothing, even if nothing was
      work.complete(work.processedTime); // the counters stay
    }
  }

  synchronized void addExpectations(String id, int number) {
    Work work = works.get(id);
    if (work != null && work.counters) {
      work.expected += number;
    }
  }

  /** One object is done. Only the exact number completes a work, so one report too many never does. */
  synchronized void reportExpectation(String id, String error, String source) {
    Work work = works.get(id);
    if (work == null || !work.counters) {
      return;
    }
    lastReported.put(work.connectorId, work.timestamp);
    work.processed++;
    add(work.errors, error, source);
    if (work.processed == work.expected) {
      work.completed = work.processed;
      work.complete(now());
      work.counters = !countersEnd;
    }
  }

  synchronized WorkView view(String id) {
    Work work = works.get(id);
    return work == null ? null : work.view();
  }

  synchronized List<WorkView> views() {
    return works.values().stream().map(Work::view).toList();
  }

  synchronized boolean allComplete() {
    return works.values().stream().allMatch(work -> "complete".equals(work.status()));
  }

  synchronized void forgetComplete() {
    works.values().removeIf(work -> "complete".equals(work.status()));
  }

  synchronized String connectorOf(String id) {
    return works.get(id).connectorId;
  }

  /** The work as the schema shows it, without its connector; null when unknown. */
  synchronized Map<String, Object> asGraphQl(String id) {
    Work work = works.get(id);
    if (work == null) {
      return null;
    }
    boolean complete = "complete".equals(work.status());
    Map<String, Object> tracking = new LinkedHashMap<>();
    int expected = complete ? work.completed : work.expected;
    int processed = complete ? work.completed : work.processed;
    tracking.put("import_expected_number", expected == 0 ? null : expected);
    tracking.put("import_processed_number", processed == 0 ? null : processed);
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", work.id);
    map.put("name", work.name);
    map.put("draft_context", work.draftContext);
    map.put("timestamp", work.timestamp);
    map.put("status", work.status());
    map.put("event_source_id", work.observableId);
    map.put("received_time", work.receivedTime);
    map.put("processed_time", work.processedTime);
    map.put("completed_time", work.completedTime);
    map.put("completed_number", complete ? work.completed : 0);
    map.put("messages", work.messages.stream().map(Text::asGraphQl).toList());
    map.put("errors", work.errors.stream().map(Text::asGraphQl).toList());
    map.put("tracking", tracking);
    return map;
  }

  private static void add(List<Text> texts, String message, String source) {
    if (message != null && !message.isEmpty()) {
      texts.add(new Text(now(), message, source));
    }
  }
}
