package io.github.camelcti.crowdsec.route.crowdsec;

import io.github.camelcti.crowdsec.crowdsec.AnswerJudge;
import io.github.camelcti.crowdsec.metrics.ConnectorMetrics;
import io.github.camelcti.crowdsec.route.job.JobState;
import io.github.camelcti.crowdsec.route.job.LastCheck;
import java.time.Clock;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Turns an HTTP answer into a {@code CtiAnswer} as body, or into the exception that it means. */
public final class CtiAnswerReader implements Processor {

  /** Exchange variable: the body of a 200 as it came; empty for "not known". */
  static final String ANSWER_BODY = "answerBody";

  private static final int OK = 200;

  private final AnswerJudge judge = new AnswerJudge(Clock.systemUTC(), AnswerJudge.LONGEST_WAIT);

  private final ConnectorMetrics metrics;

  public CtiAnswerReader(ConnectorMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void process(Exchange exchange) {
    LastCheck.pass(exchange); // if this throws, nothing was sent, so this is not an answer
    Integer status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
    byte[] body = exchange.getMessage().getBody(byte[].class);
    String retryAfter = exchange.getMessage().getHeader("Retry-After", String.class);
    exchange.getMessage().removeHeaders("*", "CamelRedeliver*");
    byte[] bytes = body == null ? new byte[0] : body;
    metrics.crowdSecCalled(status);
    exchange.getMessage().setBody(judge.judge(JobState.address(exchange), status, bytes, retryAfter));
    exchange.setVariable(ANSWER_BODY, status == OK ? bytes : new byte[0]);
  }

  AnswerJudge judge() {
    return judge;
  }
}
