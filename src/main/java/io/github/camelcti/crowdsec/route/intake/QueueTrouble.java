package io.github.camelcti.crowdsec.route.intake;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformException;
import io.github.camelcti.crowdsec.tls.ConnectionFailure;
import io.github.camelcti.crowdsec.tls.TlsFailure;
import io.github.camelcti.crowdsec.tls.TlsFailure.Peer;
import java.net.ConnectException;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.rabbit.support.ConsumerCancelledException;

/** What keeps a consumer from its queue, derived from the failure that the client library reports. */
public enum QueueTrouble {

  /** No connection: RabbitMQ is down, restarts, or can't be reached. */
  AWAY,

  /** RabbitMQ is up but the queue is missing: somebody deleted it. A registration recreates it. */
  NO_QUEUE,

  /** RabbitMQ rejects our login. A registration brings a new password. */
  REFUSED;

  /** The kind of a failure; null if it is unclear until the next try. */
  public static @Nullable QueueTrouble of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConsumerCancelledException) {
        return null; // the queue was deleted, or just moved to another node
      }
      if (cause instanceof PlatformException) {
        return null; // a Kamelet registers right before it connects, and reports that itself
      }
      if (cause instanceof AuthenticationFailureException || cause instanceof PossibleAuthenticationFailureException) {
        return REFUSED;
      }
      if (cause instanceof ShutdownSignalException signal) {
        switch (code(signal)) {
          case AMQP.NOT_FOUND -> {
            return NO_QUEUE;
          }
          case AMQP.ACCESS_REFUSED, AMQP.NOT_ALLOWED -> {
            return REFUSED;
          }
          default -> { }
        }
      }
    }
    return AWAY;
  }

  /**
   * The reason in a few words, from the innermost cause with a message.
   *
   * @param encrypted whether the connection was to be encrypted
   */
  public static String reason(Throwable failure, boolean encrypted) {
    Throwable telling = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ShutdownSignalException signal && !text(signal).isEmpty()) {
        return text(signal);
      }
      telling = cause;
    }
    if (telling instanceof ConnectException) {
      return "connection refused";
    }
    String tls = TlsFailure.explain(failure, Peer.BROKER, encrypted);
    return tls == null ? ConnectionFailure.say(telling, Peer.BROKER, encrypted) : tls;
  }

  private static int code(ShutdownSignalException signal) {
    if (signal.getReason() instanceof AMQP.Channel.Close close) {
      return close.getReplyCode();
    }
    return signal.getReason() instanceof AMQP.Connection.Close close ? close.getReplyCode() : 0;
  }

  private static String text(ShutdownSignalException signal) {
    if (signal.getReason() instanceof AMQP.Channel.Close close) {
      return close.getReplyText();
    }
    return signal.getReason() instanceof AMQP.Connection.Close close ? close.getReplyText() : "";
  }
}
