package io.github.camelcti.crowdsec.route.delivery;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.enrich.Enrichment;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.opencti.QueueAccess;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlReply;
import io.github.camelcti.crowdsec.opencti.graphql.WorkersUnreachableException;
import io.github.camelcti.crowdsec.opencti.result.WorkerBatch;
import io.github.camelcti.crowdsec.opencti.result.WorkerMessages;
import io.github.camelcti.crowdsec.route.opencti.Registration;
import io.github.camelcti.crowdsec.tls.ConnectionFailure;
import io.github.camelcti.crowdsec.tls.TlsFailure.Peer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.connection.CorrelationData.Confirm;
import org.springframework.amqp.rabbit.core.RabbitTemplate;

/**
 * Sends results to the platform's workers by the broker: persistent, mandatory, and each confirmed by the broker before
 * the job counts as done. One connection of its own is kept for it.
 */
public final class WorkerQueue {

  private final Duration confirms;
  private final Config config;
  private final Registration registration;
  private final RabbitTemplate template;

  /** @param broker gets publisher confirms and returns, and a connection apart from the consumers' */
  public WorkerQueue(Config config, Registration registration, CachingConnectionFactory broker) {
    this(config, registration, broker, WorkerMessages.CONFIRMS);
  }

  /** @param confirms instead of {@link WorkerMessages#CONFIRMS} */
  WorkerQueue(Config config, Registration registration, CachingConnectionFactory broker, Duration confirms) {
    this.config = config;
    this.registration = registration;
    this.confirms = confirms;
    broker.setPublisherConfirmType(CachingConnectionFactory.ConfirmType.CORRELATED);
    broker.setPublisherReturns(true);
    template = new RabbitTemplate(broker);
    template.setMandatory(true);
    template.setUsePublisherConnection(true);
  }

  /** Makes the messages of a result. */
  public WorkerBatch pack(@Variable("job") Job job, @Variable("enrichment") Enrichment enrichment) {
    return new WorkerBatch(WorkerMessages.of(WorkerMessages.bringDescription(job) ? enrichment.bundle() : enrichment.withoutDescription(), job,
        job.applicantId() == null ? registration.userId() : job.applicantId(),
        config.get(Settings.CONNECTOR_UPDATE_EXISTING_DATA), registration.version()));
  }

  /** Takes what is known about a work that was begun before. */
  public void announcedBefore(@Variable("parcel") WorkerBatch parcel, @Body GraphQlReply reply) {
    parcel.announcedBefore(reply.data().path("work").path("tracking"));
  }

  /**
   * Sends what is not confirmed yet. The first one goes alone: where it reaches no queue, the others would not either, and
   * should the queue be back in the midst of them, those that others refer to would be missing. The time for confirms is for
   * all of them together, however many they are: a job must not be in hand for longer than RabbitMQ allows.
   *
   * @throws WorkersUnreachableException if the broker has not confirmed all of it
   */
  public void send(@Variable("parcel") WorkerBatch parcel) {
    QueueAccess access = registration.access();
    List<byte[]> unsent = parcel.unsent();
    long end = System.nanoTime() + confirms.toNanos();
    if (!unsent.isEmpty() && send(unsent.subList(0, 1), parcel, access, end)) {
      send(unsent.subList(1, unsent.size()), parcel, access, end);
    }
    if (!parcel.unsent().isEmpty()) {
      throw new WorkersUnreachableException("the broker at " + access.host() + ":" + access.port() + " did not confirm "
          + parcel.unsent().size() + " of " + parcel.size() + " messages for exchange " + access.pushExchange()
          + ", routing key " + access.pushRouting() + "; is the connector's push queue there?");
    }
  }

  /** Sends some messages; whether all of them are confirmed in time. */
  private boolean send(List<byte[]> messages, WorkerBatch parcel, QueueAccess access, long end) {
    @SuppressWarnings("ArrayAsKeyOfSetOrMap") // two messages of the same bytes are two
    Map<byte[], CorrelationData> underWay = new LinkedHashMap<>();
    try {
      // By one channel: a channel waits for its confirms, so each message would get another one, and their order be lost.
      template.invoke(channel -> {
        for (byte[] body : messages) {
          CorrelationData correlation = new CorrelationData();
          channel.send(access.pushExchange(), access.pushRouting(), message(body), correlation);
          underWay.put(body, correlation);
        }
        return null;
      });
    } catch (AmqpException e) {
      throw new WorkersUnreachableException("the broker at " + access.host() + ":" + access.port()
          + " accepts no results: " + ConnectionFailure.say(e, Peer.BROKER, access.ssl()), e);
    } finally {
      underWay.forEach((body, correlation) -> {
        if (delivered(correlation, end)) {
          parcel.confirmed(body);
        }
      });
    }
    return parcel.unsent().stream().noneMatch(messages::contains);
  }

  private static Message message(byte[] body) {
    return MessageBuilder.withBody(body).setDeliveryMode(MessageDeliveryMode.PERSISTENT)
        .setContentEncoding("utf-8").setContentType(null).build();
  }

  private static boolean delivered(CorrelationData correlation, long end) {
    try {
      Confirm confirm = correlation.getFuture().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      // A message that fits no queue is confirmed too; the broker returns it before.
      return confirm.isAck() && correlation.getReturned() == null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }
}
