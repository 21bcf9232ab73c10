package io.github.camelcti.crowdsec;

import io.github.camelcti.crowdsec.base.Failures;
import io.github.camelcti.crowdsec.route.intake.ConnectorStop;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.Service;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.support.LifecycleStrategySupport;
import org.jspecify.annotations.Nullable;

/** Which route the start failed on: one of an engineer's, whose files are right but which can't take messages here. */
final class RouteThatFailed extends LifecycleStrategySupport {

  /** Where Camel puts why a route did not start. */
  private static final String FAILURE = "route.start.exception";

  /** What a route fails with when a server is away. */
  private static final List<Class<? extends Exception>> OF_SERVERS = List.of(SocketException.class, UnknownHostException.class,
      UnresolvedAddressException.class, InterruptedIOException.class, TimeoutException.class);

  private volatile @Nullable Route last;

  /** Watches a start to come. */
  static RouteThatFailed in(Main main) {
    RouteThatFailed watch = new RouteThatFailed();
    main.addMainListener(new MainListenerSupport() {
      @Override
      public void beforeInitialize(BaseMainSupport starting) {
        starting.getCamelContext().addLifecycleStrategy(watch);
      }
    });
    return watch;
  }

  @Override
  public void onServiceAdd(CamelContext context, Service service, @Nullable Route route) {
    if (service instanceof Consumer && route != null) {
      last = route;
    }
  }

  /** File, line, route, reason and fix in one sentence; empty if the start failed on something else. */
  Optional<String> sentence() {
    return Optional.ofNullable(last).flatMap(route -> failure(route).map(failure -> route.getSourceLocation().replaceFirst("^file:", "")
        + ": " + route.getRouteId() + ": the route can't be started: " + Failures.inOneLine(failure)
        + ". Correct its from, or what that needs, or take the route out of the folder"));
  }

  /** What another server may cause is worth another try; all else, somebody has to change. */
  int exitCode() {
    return Stream.ofNullable(last).flatMap(route -> failure(route).stream())
        .flatMap(failure -> Stream.iterate(failure, Objects::nonNull, Throwable::getCause))
        .anyMatch(cause -> OF_SERVERS.stream().anyMatch(kind -> kind.isInstance(cause)))
            ? ConnectorStop.CRASH : ConnectorStop.CONFIGURATION;
  }

  private static Optional<Throwable> failure(Route route) {
    return Optional.ofNullable((Throwable) route.getProperties().get(FAILURE));
  }
}
