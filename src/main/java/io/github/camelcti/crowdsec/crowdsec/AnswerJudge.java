package io.github.camelcti.crowdsec.crowdsec;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.answer.UnreadableAnswerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an HTTP answer of {@code GET /v2/smoke/{ip}} means (CrowdSec contract, sections 2, 3 and 9): 404 is an answer,
 * 400, 401 and 403 are final, a 429 is a throttle or a used-up quota, and any 5xx is temporary. That holds for
 * CrowdSec's own answers, JSON with a {@code message} or nothing at all; a proxy's page says nothing about key, quota
 * or address.
 *
 * @param clock for {@code Retry-After} dates
 * @param longestWait cap of a {@code Retry-After}
 * @param wantsProof whether a 404 without a body is too little proof that CrowdSec accepted the key: any server may
 *     answer like that, and so may CrowdSec
 */
public record AnswerJudge(Clock clock, Duration longestWait, boolean wantsProof) {

  /** Cap of a {@code Retry-After}: longer waits are for the queue. */
  public static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private static final int LONGEST_QUOTE = 200;
  private static final ObjectMapper JSON = new ObjectMapper();
  /** "IP address information not found". Other servers miss a page, a route, a path or a tenant. */
  private static final Pattern NOT_FOUND =
      Pattern.compile("\\bip\\b.*\\binformation\\b|\\binformation\\b.*\\bip\\b", Pattern.CASE_INSENSITIVE);
  /** "Forbidden", about a key. Other servers block a request. */
  private static final Pattern REFUSED =
      Pattern.compile("\\bforbidden\\b|\\bunauthori[sz]ed\\b|\\bauthori[sz]ed\\b|\\bkey\\b", Pattern.CASE_INSENSITIVE);
  /** What an API gateway says about an unknown path. */
  private static final String NO_SUCH_PATH = "Missing Authentication Token";

  /** One that takes a 404 without a body for CrowdSec's. */
  public AnswerJudge(Clock clock, Duration longestWait) {
    this(clock, longestWait, false);
  }

  /**
   * @param body the body's bytes, never null, possibly empty
   * @param retryAfter the header of that name, may be null
   * @return the answer; for 404 the one that says "not known"
   * @throws NotCrowdSecException if something else answered in CrowdSec's place
   * @throws CrowdSecBusyException if it is worth asking again
   * @throws QuotaUsedUpException if the quota is used up
   * @throws KeyRefusedException if the key is refused
   * @throws CrowdSecException if the outcome is final
   */
  public CtiAnswer judge(IpAddress asked, int status, byte[] body, @Nullable String retryAfter) {
    if (status == 200) {
      return read(asked, body);
    }
    String said = quote(body);
    if (status < 300 || status >= 400) {
      checkThatItIsCrowdSec(status, body, said, retryAfter);
    }
    switch (status) {
      case 404 -> {
        return CtiAnswer.notKnown();
      }
      case 401, 403 ->
        throw new KeyRefusedException("CrowdSec rejected the key in CROWDSEC_KEY (HTTP " + status + said
            + "); check that it is a CTI API key and still valid");
      case 429 -> throw tooMany(body, said, retryAfter);
      default -> { }
    }
    if (status >= 500) {
      throw busy("CrowdSec answered with HTTP " + status + said, retryAfter);
    }
    if (status >= 300 && status < 400) {
      throw new CrowdSecException("CrowdSec answered with a redirect (HTTP " + status
          + "), which is not followed so that the key is not sent elsewhere; check CROWDSEC_API_URL");
    }
    throw new CrowdSecException(status == 407
              ? "the proxy to CrowdSec requires a login (HTTP 407" + said + "); check HTTPS_PROXY"
        : status < 300 ? "CrowdSec answered with HTTP " + status + said + ", which is not a reply about an address"
        : "CrowdSec refused the request (HTTP " + status + said + ")");
  }

  private void checkThatItIsCrowdSec(int status, byte[] body, String said, @Nullable String retryAfter) {
    if (said.isEmpty() && !(wantsProof && status == 404) || isCrowdSecs(status, body)) {
      return;
    }
    String message = (said.isEmpty() ? "nothing shows that CrowdSec's API answered (HTTP 404 without a body): "
        : "something other than CrowdSec's API answered (HTTP " + status + said + "): ")
        + (status == 404 ? "CROWDSEC_API_URL is probably wrong, or a proxy answers instead"
            : "a proxy or gateway in between, or a wrong CROWDSEC_API_URL");
    throw status >= 500 ? busy(message, retryAfter)
        : new NotCrowdSecException(message, RetryAfter.parse(retryAfter, longestWait, clock));
  }

  private static boolean isCrowdSecs(int status, byte[] body) {
    String message = message(body);
    if (message == null || message.contains(NO_SUCH_PATH)) {
      return false;
    }
    return switch (status) {
      case 404 -> NOT_FOUND.matcher(message).find();
      case 401, 403 -> REFUSED.matcher(message).find();
      default -> true;
    };
  }

  /** Whether it is CrowdSec's reply for an address that it does not know. */
  public static boolean isNotFound(byte[] body) {
    String message = message(body);
    return message != null && NOT_FOUND.matcher(message).find();
  }

  private static @Nullable String message(byte[] body) {
    try {
      return JSON.readTree(body).path("message").textValue();
    } catch (IOException e) {
      return null;
    }
  }

  /** A reply about no address, or about another one, is not an answer, whoever sent it. */
  private static CtiAnswer read(IpAddress asked, byte[] body) {
    try {
      return CtiAnswer.parse(body, asked);
    } catch (UnreadableAnswerException e) {
      throw new CrowdSecException((e.isForeign() ? "this is not a reply from CrowdSec's API and can't be read: "
          : "CrowdSec's answer can't be read: ") + e.getMessage() + "; nothing was written. If it happens again, check"
          + " CROWDSEC_API_URL and any proxy in between", e);
    }
  }

  private CrowdSecException tooMany(byte[] body, String said, @Nullable String retryAfter) {
    // The two meanings of 429 differ only in this text. An unknown or empty text is taken as the harmless one.
    String message = message(body);
    boolean quota = message != null && message.strip().toLowerCase(Locale.ROOT).startsWith("limit exceeded");
    if (quota) {
      return new QuotaUsedUpException("the quota of the CrowdSec key is used up (HTTP 429" + said
          + "); nothing was written, enrich again when the quota is renewed");
    }
    return new BurstException("CrowdSec says calls are too fast (HTTP 429" + said + ")",
        RetryAfter.parse(retryAfter, longestWait, clock));
  }

  private CrowdSecBusyException busy(String message, @Nullable String retryAfter) {
    return new CrowdSecBusyException(message, RetryAfter.parse(retryAfter, longestWait, clock), null);
  }

  private static String quote(byte[] body) {
    String text = text(body);
    return text.isEmpty() ? "" : ", '" + text + "'";
  }

  private static String text(byte[] body) {
    String text = new String(body, 0, Math.min(body.length, 4 * LONGEST_QUOTE), StandardCharsets.UTF_8)
        .replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...";
  }
}
