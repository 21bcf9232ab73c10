package io.github.camelcti.crowdsec.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** What is logged in this process while it is open. */
public final class LogLines implements AutoCloseable {

  private record Line(Level level, String text) {}

  private static final class Collector extends AbstractAppender {

    private final List<Line> lines = new CopyOnWriteArrayList<>();

    private Collector() {
      super("test-lines", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      lines.add(new Line(event.getLevel(), event.getMessage().getFormattedMessage()));
    }
  }

  private final Collector collector = new Collector();
  private final LoggerContext context = (LoggerContext) LogManager.getContext(false);

  private LogLines(Level least) {
    collector.start();
    context.getConfiguration().getRootLogger().addAppender(collector, least, null);
  }

  /** Collects warnings and errors from now on. */
  public static LogLines collect() {
    return new LogLines(Level.WARN);
  }

  /** Collects from now on whatever is logged. */
  public static LogLines collectAll() {
    return new LogLines(Level.ALL);
  }

  /** The lines so far that hold a text, of any level. */
  public List<String> lines(String text) {
    return collector.lines.stream().filter(line -> line.text().contains(text)).map(Line::text).toList();
  }

  /** The warnings so far that hold a text. */
  public List<String> warnings(String text) {
    return collector.lines.stream().filter(line -> line.level() == Level.WARN && line.text().contains(text))
        .map(Line::text).toList();
  }

  @Override
  public void close() {
    context.getConfiguration().getRootLogger().removeAppender(collector.getName());
    collector.stop();
  }
}
