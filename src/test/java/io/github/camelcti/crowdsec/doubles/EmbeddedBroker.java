package io.github.camelcti.crowdsec.doubles;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.qpid.server.SystemLauncher;
import org.apache.qpid.server.SystemLauncherListener;
import org.apache.qpid.server.model.Port;
import org.apache.qpid.server.model.SystemConfig;

/** Qpid Broker-J in the process: AMQP 0-9-1 on loopback, everything in memory. */
class EmbeddedBroker implements Broker {

  private static final String NAME = "guest";

  /** Ends with the process, not with the test that asked for it. */
  private static final class Shared extends EmbeddedBroker {

    private static final Shared BROKER = new Shared();

    private Shared() {
      Runtime.getRuntime().addShutdownHook(new Thread(super::close, "shared-broker-end"));
    }

    @Override
    public boolean canStop() {
      return false;
    }

    @Override
    public void stop() {
      throw new UnsupportedOperationException("other tests use this broker, too");
    }

    @Override
    public void close() {
      // not the test's to end
    }
  }

  private final Path home;
  private int port;
  private SystemLauncher launcher;

  EmbeddedBroker() {
    try {
      home = Files.createTempDirectory("broker");
    } catch (IOException e) {
      throw new IllegalStateException("the embedded broker gets no folder", e);
    }
    try {
      startAgain();
    } catch (RuntimeException e) {
      removeHome();
      throw e;
    }
  }

  /** The one of this process. */
  static Broker shared() {
    return Shared.BROKER;
  }

  @Override
  public String host() {
    return "127.0.0.1";
  }

  @Override
  public synchronized int port() {
    return port;
  }

  @Override
  public String user() {
    return NAME;
  }

  @Override
  public String password() {
    return NAME;
  }

  @Override
  public String vhost() {
    return "/";
  }

  @Override
  public boolean isRabbitMq() {
    return false;
  }

  @Override
  public boolean canStop() {
    return true;
  }

  @Override
  public void stop() {
    end();
  }

  private synchronized void end() {
    if (launcher != null) {
      launcher.shutdown();
      launcher = null;
    }
  }

  @Override
  public synchronized void startAgain() {
    if (launcher != null) {
      return;
    }
    URL configuration = EmbeddedBroker.class.getResource("/doubles/broker.json");
    Map<String, Object> attributes = new HashMap<>();
    attributes.put("type", "Memory");
    attributes.put("initialConfigurationLocation", configuration.toExternalForm());
    attributes.put("startupLoggedToSystemOut", "false");
    // The first start lets the system choose: a port looked up before may be taken by then.
    attributes.put("context", Map.of(
        "qpid.amqp_port", String.valueOf(port),
        "qpid.work_dir", home.toString()));
    BoundPort bound = new BoundPort();
    SystemLauncher starting = new SystemLauncher(bound);
    try {
      starting.startup(attributes);
      port = bound.get();
      launcher = starting;
    } catch (Exception e) {
      starting.shutdown();
      throw new IllegalStateException("the embedded broker does not start", e);
    }
  }

  @Override
  public void close() {
    end();
    removeHome();
  }

  private void removeHome() {
    try (Stream<Path> files = Files.walk(home)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new IllegalStateException("the broker's folder can't be removed", e);
    }
  }

  /** Qpid tells a listener its configuration, and only that knows the port which the system gave. */
  private static final class BoundPort extends SystemLauncherListener.DefaultSystemLauncherListener {

    private SystemConfig<?> system;

    @Override
    public void onContainerResolve(SystemConfig<?> systemConfig) {
      system = systemConfig;
    }

    @SuppressWarnings("rawtypes") // Qpid asks for the class as it is
    int get() {
      // Qpid starts without a port that it could not bind, instead of failing.
      return system.getContainer().getChildren(Port.class).stream()
          .mapToInt(Port::getBoundPort).filter(number -> number > 0).findFirst()
          .orElseThrow(() -> new IllegalStateException("its port is not open"));
    }
  }
}
