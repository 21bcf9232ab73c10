package io.github.camelcti.crowdsec.route.intake;

import io.github.camelcti.crowdsec.base.LogMarkers;
import io.github.camelcti.crowdsec.opencti.QueueAccess;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionListener;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.ConsumeOkEvent;
import org.springframework.amqp.rabbit.listener.ListenerContainerConsumerFailedEvent;
import org.springframework.amqp.rabbit.listener.MissingQueueEvent;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Tracks whether the listen queue is consumed, and if not, why and since when. Logs one line when that changes, however
 * many consumers there are. As a predicate: whether a new registration could help.
 */
public final class BrokerWatch implements ApplicationEventPublisher, ConnectionListener {

  private static final Logger LOG = LoggerFactory.getLogger(BrokerWatch.class);

  private final Clock clock;
  private final SharedReconnect turns = new SharedReconnect();
  private volatile @Nullable AbstractMessageListenerContainer container;
  private volatile @Nullable QueueAccess access;
  private String origin = "unknown";
  private String ownLogin = "";
  private volatile State state;

  /**
   * The state of the queue's consumers.
   *
   * @param trouble the kind of trouble, null if there is none or nothing was tried yet
   * @param message for people, without secrets
   */
  public record State(boolean consuming, @Nullable QueueTrouble trouble, String message, Instant since) {}

  public BrokerWatch() {
    this(Clock.systemUTC());
  }

  BrokerWatch(Clock clock) {
    this.clock = clock;
    this.state = new State(false, null, "the queue is not open yet", clock.instant());
  }

  /** Sets up a container: it waits for the broker without limit, and reports its state here. */
  void watch(AbstractMessageListenerContainer made) {
    container = made;
    made.setMissingQueuesFatal(false);
    made.setPossibleAuthenticationFailureFatal(false);
    made.setRecoveryBackOff(turns.pauses(() -> made.isActive()));
    made.setApplicationEventPublisher(this);
    if (made instanceof SimpleMessageListenerContainer simple) {
      simple.setDeclarationRetries(0); // SharedReconnect retries it, with growing pauses
    }
  }

  /**
   * A queue is about to be opened, maybe another one or at another address.
   *
   * @param address where the address comes from, see {@link QueueAccess#origin}
   * @param login which settings override OpenCTI's login, see {@link QueueAccess#login}
   */
  public synchronized void opening(QueueAccess next, String address, String login) {
    access = next;
    origin = address;
    ownLogin = login;
    state = new State(false, null, "connecting to " + place(), clock.instant());
  }

  /** Ends a pause: something may have changed at the broker. */
  public void tryNow() {
    turns.hurry();
  }

  @Override
  public void publishEvent(Object event) {
    if (event instanceof ConsumeOkEvent) {
      turns.succeeded();
      consuming();
    } else if (event instanceof ListenerContainerConsumerFailedEvent failed && failed.getThrowable() != null) {
      if (failed.isFatal()) {
        LOG.error(LogMarkers.ALWAYS, "A consumer of {} has stopped for good", queue(), failed.getThrowable());
      }
      boolean old = turns.takeWaited();
      if (!old || !state.consuming() && state.trouble() == null) {
        failed(failed.getThrowable());
      }
    } else if (event instanceof MissingQueueEvent) {
      failed(QueueTrouble.NO_QUEUE, "it was deleted");
    }
  }

  /** Called at once; the consumers report only after their pause. */
  @Override
  public void onFailed(Exception failure) {
    failed(failure);
  }

  @Override
  public void onCreate(Connection connection) {
    // A connection does not mean that there is a consumer.
  }

  private synchronized void consuming() {
    if (state.consuming()) {
      return;
    }
    State before = state;
    state = new State(true, null, "consuming " + queue() + " at " + place(), clock.instant());
    if (before.trouble() == null) {
      LOG.info("Waiting for jobs on queue {} at {}", queue(), place());
    } else {
      LOG.info(LogMarkers.ALWAYS, "RabbitMQ at {} is back after {} s: waiting for jobs on queue {}", place(),
          Duration.between(before.since(), state.since()).toSeconds(), queue());
    }
  }

  private void failed(Throwable failure) {
    LOG.debug("A consumer of {} failed", queue(), failure);
    QueueTrouble trouble = QueueTrouble.of(failure);
    if (trouble != null) {
      failed(trouble, QueueTrouble.reason(failure, access != null && access.ssl()));
    }
  }

  private synchronized void failed(QueueTrouble trouble, String reason) {
    if (trouble == state.trouble()) {
      return;
    }
    String message = "RabbitMQ at " + place() + switch (trouble) {
      case AWAY -> " is unreachable: ";
      case NO_QUEUE -> " has no queue " + queue() + ": ";
      case REFUSED -> " rejects the user " + (access == null ? "" : access.user()) + ": ";
    } + reason;
    // First unreachable, then back without the queue: that is one outage, with one start.
    state = new State(false, trouble, message, state.trouble() == null ? clock.instant() : state.since());
    LOG.error(LogMarkers.ALWAYS, "{}. {}", message, trouble == QueueTrouble.AWAY
        ? "Retrying with growing pauses; the address is " + origin
        : trouble == QueueTrouble.REFUSED && !ownLogin.isEmpty()
        ? "Correct or remove " + ownLogin + ", used instead of what OpenCTI sends; registering again meanwhile"
        : "Registering again: OpenCTI recreates the queue and sends the current password");
  }

  /** Whether registering again would help: the queue is gone, or our user is rejected. */
  public boolean needsRegistration() {
    return state.trouble() == QueueTrouble.NO_QUEUE || state.trouble() == QueueTrouble.REFUSED;
  }

  public State state() {
    return state;
  }

  /** The container that consumes, null before the first one. */
  public @Nullable AbstractMessageListenerContainer container() {
    return container;
  }

  private String place() {
    return access == null ? "an unknown place" : access.host() + ":" + access.port();
  }

  private String queue() {
    return access == null ? "unknown" : access.listenQueue();
  }
}
