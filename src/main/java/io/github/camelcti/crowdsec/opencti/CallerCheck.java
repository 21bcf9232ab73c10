package io.github.camelcti.crowdsec.opencti;

import io.github.camelcti.crowdsec.config.type.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Whether a call comes from one of the platform's workers (OpenCTI contract, section 2.4). Up to 6.x they send
 * our own token, from 7 on a token signed with one of the keys that OpenCTI returned at registration.
 */
public final class CallerCheck {

  private static final String SCHEME = "bearer ";
  private static final int CLOCK_SKEW_SECONDS = 60;

  private CallerCheck() {}

  /**
   * @param authorization the header of that name, may be null
   * @param keys the platform's keys, a JWK set as JSON; null before OpenCTI 7
   */
  public static boolean allowed(@Nullable String authorization, Secret token, @Nullable String keys) {
    if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      return false;
    }
    String said = authorization.substring(SCHEME.length()).strip();
    boolean same = MessageDigest.isEqual(bytes(said), bytes(token.reveal()));
    return same || keys != null && signed(said, keys);
  }

  private static boolean signed(String jwt, String keys) {
    try {
      JwtConsumer consumer = new JwtConsumerBuilder()
          .setVerificationKeyResolver(new JwksVerificationKeyResolver(new JsonWebKeySet(keys).getJsonWebKeys()))
          .setJwsAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.EDDSA))
          .setExpectedIssuer("opencti")
          .setExpectedSubject("connector")
          .setRequireExpirationTime()
          .setAllowedClockSkewInSeconds(CLOCK_SKEW_SECONDS)
          .setSkipDefaultAudienceValidation()
          .build();
      consumer.processToClaims(jwt);
      return true;
    } catch (JoseException | InvalidJwtException e) {
      return false;
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
