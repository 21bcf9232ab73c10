package io.github.camelcti.crowdsec.doubles;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.qpid.server.SystemLauncher;

/** Qpid Broker-J in the process: AMQP 0-9-1 on loopback, everything in memory. */
final class EmbeddedBroker implements Broker {

  private static final String NAME = "guest";

  private final SystemLauncher launcher = new SystemLauncher();
  private final int port = freePort();
  private final Path home;

  EmbeddedBroker() {
    try {
      home = Files.createTempDirectory("broker");
      URL configuration = EmbeddedBroker.class.getResource("/doubles/broker.json");
      Map<String, Object> attributes = new HashMap<>();
      attributes.put("type", "Memory");
      attributes.put("initialConfigurationLocation", configuration.toExternalForm());
      attributes.put("startupLoggedToSystemOut", "false");
      attributes.put("context", Map.of(
          "qpid.amqp_port", String.valueOf(port),
          "qpid.work_dir", home.toString(),
          "test.user", NAME));
      launcher.startup(attributes);
    } catch (Exception e) {
      throw new IllegalStateException("the embedded broker does not start", e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String host() {
    return "127.0.0.1";
  }

  @Override
  public int port() {
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
  public void close() {
    launcher.shutdown();
    try (Stream<Path> files = Files.walk(home)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new IllegalStateException("the broker's folder can't be removed", e);
    }
  }
}
