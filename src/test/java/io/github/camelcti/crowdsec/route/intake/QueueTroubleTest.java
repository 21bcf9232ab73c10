package io.github.camelcti.crowdsec.route.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.amqp.AmqpConnectException;
import org.springframework.amqp.rabbit.support.ConsumerCancelledException;

/** What the client library reports, and what it means for the consumers. */
class QueueTroubleTest {

  static Stream<Arguments> failures() {
    return Stream.of(
        arguments(named("nobody listens", new AmqpConnectException(new ConnectException("Connection refused"))),
            QueueTrouble.AWAY, "connection refused"),
        arguments(named("broken off", new IOException("Connection reset")), QueueTrouble.AWAY, "Connection reset"),
        arguments(named("a broker that stops", closed(320, "CONNECTION_FORCED - broker forced connection closure")),
            QueueTrouble.AWAY, "CONNECTION_FORCED"),
        arguments(named("no such queue", gone(AMQP.NOT_FOUND, "NOT_FOUND - no queue 'listen_x'")),
            QueueTrouble.NO_QUEUE, "no queue 'listen_x'"),
        arguments(named("no such queue, wrapped", new IOException(null, gone(AMQP.NOT_FOUND, "NOT_FOUND - no queue"))),
            QueueTrouble.NO_QUEUE, "NOT_FOUND"),
        arguments(named("a queue that is not ours", gone(AMQP.ACCESS_REFUSED, "ACCESS_REFUSED - access to queue")),
            QueueTrouble.REFUSED, "ACCESS_REFUSED"),
        arguments(named("another virtual host", closed(AMQP.NOT_ALLOWED, "NOT_ALLOWED - vhost other not found")),
            QueueTrouble.REFUSED, "vhost other not found"),
        arguments(named("a wrong password", new AmqpConnectException(new AuthenticationFailureException("ACCESS_REFUSED"))),
            QueueTrouble.REFUSED, "ACCESS_REFUSED"),
        arguments(named("probably a wrong password", new PossibleAuthenticationFailureException("maybe")),
            QueueTrouble.REFUSED, "maybe"),
        arguments(named("the consumer was cancelled", new IllegalStateException(new ConsumerCancelledException())), null, ""));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void tellsTheKindAndTheReason(Throwable failure, QueueTrouble kind, String reason) {
    assertThat(QueueTrouble.of(failure)).isEqualTo(kind);
    assertThat(QueueTrouble.reason(failure, false)).contains(reason).doesNotContain("\n");
  }

  static Stream<Arguments> encrypted() {
    return Stream.of(
        arguments(named("a port without TLS", new SSLHandshakeException("Unsupported or unrecognized SSL message")),
            "set MQ_USE_SSL to false or correct MQ_PORT"),
        arguments(named("a door that closes", new AmqpConnectException(new EOFException("closed"))),
            "if it requires a client certificate, set MQ_USE_SSL_CERT"));
  }

  @ParameterizedTest
  @MethodSource("encrypted")
  void saysWhichSettingHelpsWithTls(Throwable failure, String help) {
    assertThat(QueueTrouble.of(failure)).isEqualTo(QueueTrouble.AWAY);
    assertThat(QueueTrouble.reason(failure, true)).contains(help);
  }

  private static ShutdownSignalException gone(int code, String text) {
    return signal(false, new AMQP.Channel.Close.Builder().replyCode(code).replyText(text).build());
  }

  private static ShutdownSignalException closed(int code, String text) {
    return signal(true, new AMQP.Connection.Close.Builder().replyCode(code).replyText(text).build());
  }

  private static ShutdownSignalException signal(boolean connection, Method reason) {
    return new ShutdownSignalException(connection, false, reason, null);
  }
}
