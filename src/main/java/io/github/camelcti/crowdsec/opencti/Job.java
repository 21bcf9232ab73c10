package io.github.camelcti.crowdsec.opencti;

/**
 * One enrichment job from the listen queue (OpenCTI contract, job message).
 *
 * @param entityId id of the observable, internal or standard, opaque; never null
 * @param workId the work to report to, null when the job has none
 * @param applicantId who asked, null for automatic jobs
 * @param draftId the draft that the job belongs to, null outside drafts
 * @param playbook whether a playbook asked
 */
public record Job(String entityId, String workId, String applicantId, String draftId, boolean playbook) {

  /** Whether there is a work to report to. */
  public boolean hasWork() {
    return workId != null;
  }
}
