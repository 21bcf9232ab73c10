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
import java.util.Objects;
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
 * Sends results to OpenCTI's workers through the broker: persistent, mandatory, and each confirmed by the broker before
 * the job counts as done. Uses a connection of its own.
 */
public final class WorkerQueue {

  private final Duration confirms;
  private final Config config;
  private final Registration registration;
  private final RabbitTemplate template;

  /** @param broker is set to publisher confirms and returns, with a connection separate from the consumers' */
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

  /** Creates the messages of a result. */
  public WorkerBatch pack(@Variable("job") Job job, @Variable("enrichment") Enrichment enrichment) {
    return new WorkerBatch(WorkerMessages.of(WorkerMessages.bringDescription(job) ? enrichment.bundle() : enrichment.withoutDescription(), job,
        job.applicantId() == null ? registration.userId() : job.applicantId(),
        config.get(Settings.CONNECTOR_UPDATE_EXISTING_DATA), registration.version()));
  }

  /** Takes what is known about a work that was started before. */
  public void announcedBefore(@Variable("parcel") WorkerBatch parcel, @Body GraphQlReply reply) {
    parcel.announcedBefore(reply.data().path("work").path("tracking"));
  }

  /**
   * Sends what is not confirmed yet. The first message goes alone: if it reaches no queue, the others would not either,
   * and if the queue came back halfway, objects that others refer to would be missing. The time limit is for all
   * confirms together: a job must not take longer than RabbitMQ allows.
   *
   * @throws WorkersUnreachableException if the broker has not confirmed all of it
   */
  public void send(@Variable("parcel") WorkerBatch parcel) {
    QueueAccess access = Objects.requireNonNull(registration.access(), "jobs come only after the registration");
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

  /** Sends some messages and returns whether all of them are confirmed in time. */
  private boolean send(List<byte[]> messages, WorkerBatch parcel, QueueAccess access, long end) {
    @SuppressWarnings("ArrayAsKeyOfSetOrMap") // two messages of the same bytes are two
    Map<byte[], CorrelationData> underWay = new LinkedHashMap<>();
    try {
      // On one channel: otherwise each message would get its own while others wait for confirms, and lose its order.
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
      // An unroutable message is confirmed too; the broker returns it first.
      return confirm.isAck() && correlation.getReturned() == null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }
}
