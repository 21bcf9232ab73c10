package io.github.camelcti.crowdsec.health;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Setting;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.config.source.Problem;
import io.github.camelcti.crowdsec.opencti.CallbackUri;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ports that the connector listens on, tried before anything is started: later, one that is taken would be a stack
 * trace of Camel's, or a connector that gets no job.
 */
public final class ListenPorts implements AutoCloseable {

  private static final String NO_SUCH_ADDRESS = "Cannot assign requested address";

  private final Config config;
  /** Open all at once: two settings may name the same port. */
  private final List<ServerSocket> open = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  private ListenPorts(Config config) {
    this.config = config;
  }

  /** @return a problem for each port that can't be opened; afterwards all are closed again */
  public static List<Problem> problems(Config config) {
    try (ListenPorts ports = new ListenPorts(config)) {
      if (config.get(Settings.CONNECTOR_MANAGEMENT_ENABLED)) {
        ports.open(Settings.CONNECTOR_MANAGEMENT_HOST, Settings.CONNECTOR_MANAGEMENT_PORT,
            " To do without health and metrics, set CONNECTOR_MANAGEMENT_ENABLED=false.");
      }
      if (config.get(Settings.CONNECTOR_EXPOSE_METRICS)) {
        ports.open(Settings.CONNECTOR_METRICS_HOST, Settings.CONNECTOR_METRICS_PORT,
            " To do without this port, set CONNECTOR_EXPOSE_METRICS=false.");
      }
      if (CallbackUri.of(config) != null) {
        ports.open(Settings.CONNECTOR_LISTEN_PROTOCOL_API_HOST, Settings.CONNECTOR_LISTEN_PROTOCOL_API_PORT, "");
      }
      return ports.problems;
    }
  }

  private void open(Setting<String> host, Setting<Integer> port, String without) {
    InetSocketAddress address;
    try {
      address = new InetSocketAddress(InetAddress.getByName(config.get(host)), config.get(port));
    } catch (UnknownHostException e) {
      problems.add(hostProblem(host, "is a host name that is unknown here"));
      return;
    }
    try {
      ServerSocket socket = new ServerSocket();
      open.add(socket);
      socket.bind(address);
    } catch (IOException e) {
      String reason = Optional.ofNullable(e.getMessage()).orElse(e.toString());
      if (reason.contains(NO_SUCH_ADDRESS)) {
        problems.add(hostProblem(host, "is not an address of this computer"));
      } else {
        problems.add(new Problem(port.environmentName(), config.origin(port), String.valueOf(config.get(port)),
            "is a port that can't be opened at " + config.get(host) + ": " + reason, "Set " + port.environmentName()
                + " to a free port, or stop what listens there; it may be another connector." + without));
      }
    }
  }

  private Problem hostProblem(Setting<String> host, String what) {
    return new Problem(host.environmentName(), config.origin(host), config.get(host), what,
        "Set " + host.environmentName() + " to an address of this computer, for example 127.0.0.1, or 0.0.0.0 for all of them.");
  }

  @Override
  public void close() {
    for (ServerSocket socket : open) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
