package io.github.camelcti.crowdsec.opencti.result;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages of one result on their way to the workers. A message that the broker has confirmed is not sent again,
 * whatever happens to the others: the work counts every one.
 */
public final class WorkerBatch {

  private final List<byte[]> unsent;
  private final int size;
  private int announced;
  private boolean announcing;

  public WorkerBatch(List<byte[]> messages) {
    this.unsent = new ArrayList<>(messages);
    this.size = messages.size();
  }

  /** The messages without confirmation so far. */
  public List<byte[]> unsent() {
    return List.copyOf(unsent);
  }

  public void confirmed(byte[] message) {
    unsent.remove(message);
  }

  /**
   * Takes the work's progress from an earlier attempt at the same job.
   *
   * @param tracking the work's tracking, possibly missing
   */
  public void announcedBefore(JsonNode tracking) {
    int open = tracking.path("import_expected_number").asInt(0) - tracking.path("import_processed_number").asInt(0);
    announced = Math.min(size, Math.max(0, open));
  }

  /** The objects are about to be announced to the work: from now on it may know them. */
  public void announcing() {
    announcing = true;
  }

  public boolean perhapsAnnounced() {
    return announcing;
  }

  /** How many objects to announce to the work, so that it waits for exactly all of them. */
  public int toAnnounce() {
    return size - announced;
  }

  public int size() {
    return size;
  }
}
