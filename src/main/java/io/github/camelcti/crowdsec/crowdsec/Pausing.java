package io.github.camelcti.crowdsec.crowdsec;

import java.time.Instant;

/** Something that deliberately keeps jobs from being worked on for a while, such as a quota that is used up. */
public interface Pausing {

  /** Why, for people; null while nothing is paused. */
  String reason();

  /** Since when; null while nothing is paused. */
  Instant since();

  /** When it is tried again; null while nothing is paused, or when that is not known. */
  Instant nextTry();
}
