package io.github.camelcti.crowdsec.opencti;

import org.jspecify.annotations.Nullable;

/**
 * One enrichment job from the listen queue (OpenCTI contract, job message).
 *
 * @param entityId id of the observable, internal or standard, opaque; never null
 * @param workId the work to report to, null when the job has none
 * @param applicantId who asked, null for automatic jobs
 * @param mode {@code auto} or {@code manual}, null where the platform does not say it (before 6.9)
 * @param draftId the draft that the job belongs to, null outside drafts
 * @param playbook the playbook's step that asked, null for other jobs
 * @param redelivered whether the job was started before and given back
 */
public record Job(String entityId, @Nullable String workId, @Nullable String applicantId, @Nullable String mode,
    @Nullable String draftId, @Nullable Playbook playbook, boolean redelivered) {

  /** Whether there is a work to report to. */
  public boolean hasWork() {
    return workId != null;
  }

  /** Whether a playbook asked. */
  public boolean forPlaybook() {
    return playbook != null;
  }

  /**
   * Whether the platform itself asked, not an analyst or a playbook. Where the platform gives no mode, a job without an
   * applicant counts as automatic; some builds of 6.2 name none for an analyst's job either.
   */
  public boolean automatic() {
    return playbook == null && (mode == null ? applicantId == null : mode.equalsIgnoreCase("auto"));
  }

  /** Whether the job belongs to a draft. */
  public boolean inDraft() {
    return draftId != null;
  }

  /** The same job, marked as started before. */
  public Job again() {
    return new Job(entityId, workId, applicantId, mode, draftId, playbook, true);
  }
}
