package io.github.camelcti.crowdsec;

import io.github.camelcti.crowdsec.base.StandardStreams;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.config.type.LogLevel;
import io.github.camelcti.crowdsec.http.HttpClients;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import org.apache.logging.log4j.core.config.Configurator;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Starts slow work that needs no settings while another thread reads the settings: the log, and the TLS classes of the
 * JDK and the HTTP client. This shortens the start.
 */
final class EarlyStart {

  private static final String LEVEL = "connector.log.level";
  private static final String FORM = "connector.log.form";
  /** System property for troubleshooting: the log level of libraries. */
  private static final String LIBRARIES = "connector.log.libraries";
  private static final String QUIET = "ERROR";
  /** What becomes of lines that are seen at every level; not set: they are seen. */
  private static final String ALWAYS = "connector.log.always";
  private static final String FILE = "log4j2.configurationFile";

  /** Keeps the JDK from dropping the system's certificate authorities again. */
  @SuppressWarnings("unused")
  private volatile @Nullable SSLContext kept;
  private final CompletableFuture<Void> log;
  /** Whether the log is JSON if nothing is set: people at a terminal read text. */
  private final boolean usually = !StandardStreams.isTerminal(StandardStreams.ERROR);

  private EarlyStart() {
    if (QUIET.equals(System.getProperty(LIBRARIES))) {
      System.clearProperty(LIBRARIES);
    }
    System.clearProperty(ALWAYS);
    setLog(LogLevel.INFO, usually);
    Executor threads = task -> {
      Thread thread = new Thread(task, "head-start");
      thread.setDaemon(true);
      thread.start();
    };
    log = CompletableFuture.runAsync(() -> LoggerFactory.getLogger(EarlyStart.class), threads);
    threads.execute(this::tls);
  }

  /**
   * For commands: the log goes to standard error next to the command's own messages, so it shows little. Must be called
   * before anything else.
   *
   * @param level the least that it shows of ours; of libraries, errors only
   */
  static void quietLog(LogLevel level) {
    // Log4j does not find the file by itself, since those who use our jar as a library have their own logging.
    if (System.getProperty(FILE) == null && System.getenv("LOG4J_CONFIGURATION_FILE") == null) {
      System.setProperty(FILE, "connector-log.properties");
    }
    System.setProperty(LEVEL, level.log4j());
    System.setProperty(ALWAYS, "NEUTRAL");
    if (System.getProperty(LIBRARIES) == null) {
      System.setProperty(LIBRARIES, QUIET);
    }
  }

  /** Must be called before the first logger is created. */
  static EarlyStart begin() {
    return new EarlyStart();
  }

  /** Waits until the log is ready, and configures it from the settings. */
  void log(Config config) {
    log.join();
    LogLevel level = config.get(Settings.CONNECTOR_LOG_LEVEL);
    boolean json = config.find(Settings.OPENCTI_JSON_LOGGING).orElse(usually);
    if (level != LogLevel.INFO || json != usually) {
      setLog(level, json);
      Configurator.reconfigure();
    }
  }

  private static void setLog(LogLevel level, boolean json) {
    System.setProperty(LEVEL, level.log4j());
    System.setProperty(FORM, json ? "json" : "text");
  }

  private void tls() {
    try {
      kept = SSLContext.getDefault();
      HttpClients.load();
    } catch (GeneralSecurityException | IOException e) {
      // Set by whoever needs it.
      kept = null;
    }
  }
}
