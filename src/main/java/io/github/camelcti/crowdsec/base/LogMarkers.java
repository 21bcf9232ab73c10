package io.github.camelcti.crowdsec.base;

import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** Marks for lines of the log. */
public final class LogMarkers {

  /**
   * A line that is seen at every {@code CONNECTOR_LOG_LEVEL}: the start, the stop, warnings about settings, the
   * beginning and end of an outage. The samples of OpenCTI's Python connectors set the level to {@code error}, which
   * must not make the connector mute. The filter is in {@code connector-log.properties}; routes write {@code marker:
   * always}.
   */
  public static final Marker ALWAYS = MarkerFactory.getMarker("always");

  private LogMarkers() {}
}
