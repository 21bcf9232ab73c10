package io.github.camelcti.crowdsec.opencti;

/**
 * One enrichment job from the listen queue (OpenCTI contract, job message).
 *
 * @param entityId id of the observable, internal or standard, opaque; never null
 * @param workId the work to report to, null when the job has none
 * @param applicantId who asked, null for automatic jobs
 * @param draftId the draft that the job belongs to, null outside drafts
 * @param playbook the playbook's step that asked, null for other jobs
 * @param redelivered whether the job was begun before and given back
 */
public record Job(String entityId, String workId, String applicantId, String draftId, Playbook playbook,
    boolean redelivered) {

  /** Whether there is a work to report to. */
  public boolean hasWork() {
    return workId != null;
  }

  /** Whether a playbook asked. */
  public boolean forPlaybook() {
    return playbook != null;
  }

  /** Whether the job belongs to a draft. */
  public boolean inDraft() {
    return draftId != null;
  }

  /** The same job as one that was begun before. */
  public Job again() {
    return new Job(entityId, workId, applicantId, draftId, playbook, true);
  }
}
