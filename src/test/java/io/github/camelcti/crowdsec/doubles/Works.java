package io.github.camelcti.crowdsec.doubles;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The platform's works: states and counters as observed on 6.9.10. All methods are thread-safe. */
final class Works {

  private static final String PROGRESS = "progress";
  private static final String COMPLETE = "complete";

  private final Map<String, Work> works = new LinkedHashMap<>();

  synchronized Work add(String id, String observableId) {
    Work work = new Work(id, observableId);
    works.put(id, work);
    return work;
  }

  synchronized Map<String, Object> find(String id) {
    Work work = works.get(id);
    return work == null ? null : work.asGraphQl();
  }

  synchronized List<OpenCtiDouble.WorkView> all() {
    return works.values().stream().map(Work::view).toList();
  }

  synchronized OpenCtiDouble.WorkView view(String id) {
    Work work = works.get(id);
    if (work == null) {
      throw new IllegalArgumentException("there is no work " + id);
    }
    return work.view();
  }

  synchronized boolean exists(String id) {
    return works.containsKey(id);
  }

  /** Mutations of a work that is not there answer as if they had worked. */
  synchronized void received(String id, String message) {
    Work work = works.get(id);
    if (work != null) {
      work.status(PROGRESS);
      add(work.messages, message);
    }
  }

  synchronized void processed(String id, String message, boolean inError) {
    Work work = works.get(id);
    if (work != null) {
      add(inError ? work.errors : work.messages, message);
      if (work.expected == 0 || work.processed >= work.expected) {
        work.status(COMPLETE);
      }
    }
  }

  synchronized void expect(String id, int number) {
    Work work = works.get(id);
    if (work != null) {
      work.expected += number;
    }
  }

  synchronized void report(String id, String error, String source) {
    Work work = works.get(id);
    if (work != null) {
      work.processed++;
      if (error != null) {
        add(work.errors, source == null ? error : error + " (" + source + ")");
      }
      if (work.processed == work.expected) {
        work.status(COMPLETE);
      }
    }
  }

  private static void add(List<String> texts, String text) {
    if (text != null) {
      texts.add(text);
    }
  }

  static final class Work {

    private final String id;
    private final String observableId;
    private final Instant created = Instant.now();
    private final List<String> messages = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private final List<String> history = new ArrayList<>(List.of("wait"));
    private int expected;
    private int processed;

    private Work(String id, String observableId) {
      this.id = id;
      this.observableId = observableId;
    }

    private void status(String status) {
      if (!status.equals(history.get(history.size() - 1))) {
        history.add(status);
      }
    }

    private OpenCtiDouble.WorkView view() {
      return new OpenCtiDouble.WorkView(id, observableId, history.get(history.size() - 1), List.copyOf(messages),
          List.copyOf(errors), expected, processed, List.copyOf(history));
    }

    private Map<String, Object> asGraphQl() {
      Map<String, Object> work = new LinkedHashMap<>();
      work.put("id", id);
      work.put("name", "Manual enrichment");
      work.put("timestamp", created.toString());
      work.put("status", history.get(history.size() - 1));
      work.put("messages", messages.stream().map(text -> Map.of("message", text)).toList());
      work.put("errors", errors.stream().map(text -> Map.of("message", text)).toList());
      work.put("tracking", Map.of("import_expected_number", expected, "import_processed_number", processed));
      return work;
    }
  }
}
