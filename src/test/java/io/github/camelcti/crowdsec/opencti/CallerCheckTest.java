package io.github.camelcti.crowdsec.opencti;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.camelcti.crowdsec.config.type.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CallerCheckTest {

  private static final Secret TOKEN = Secret.of("3b2f1c7e-5d94-4a86-9c0e-7f1a2b3c4d5e");
  private static final KeyPair PLATFORM = keys();
  private static final String KEYS = "{\"keys\": [{\"kty\": \"OKP\", \"crv\": \"Ed25519\", \"alg\": \"EdDSA\", "
      + "\"use\": \"sig\", \"kid\": \"k1\", \"x\": \"" + encode(publicKey()) + "\"}]}";
  private static final String EDDSA = "{\"alg\": \"EdDSA\", \"kid\": \"k1\"}";

  private static KeyPair keys() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The encoding of such a key ends with the 32 bytes of the key itself. */
  private static byte[] publicKey() {
    byte[] encoded = PLATFORM.getPublic().getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String text(String json) {
    return encode(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String claims(String issuer, String subject, long secondsLeft) {
    long now = Instant.now().getEpochSecond();
    return "{\"iss\": \"" + issuer + "\", \"sub\": \"" + subject + "\", \"iat\": " + (now - 7200) + ", \"exp\": "
        + (now + secondsLeft) + "}";
  }

  private static String signed(String header, String claims, PrivateKey key) {
    String content = text(header) + "." + text(claims);
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(content.getBytes(StandardCharsets.US_ASCII));
      return content + "." + encode(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The trick that takes a public key for a shared secret. */
  private static String hs256(String claims, byte[] secret) {
    String content = text("{\"alg\": \"HS256\", \"kid\": \"k1\"}") + "." + text(claims);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return content + "." + encode(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest(name = "''{0}'': {1}")
  @CsvSource({
      "Bearer 3b2f1c7e-5d94-4a86-9c0e-7f1a2b3c4d5e, true",
      "bearer 3b2f1c7e-5d94-4a86-9c0e-7f1a2b3c4d5e, true",
      "BEARER 3b2f1c7e-5d94-4a86-9c0e-7f1a2b3c4d5e, true",
      "'Bearer   3b2f1c7e-5d94-4a86-9c0e-7f1a2b3c4d5e ', true",
      "Bearer 3B2F1C7E-5D94-4A86-9C0E-7F1A2B3C4D5E, false",
      "Bearer 3b2f1c7e-5d94-4a86-9c0e-7f1a2b3c4d5, false",
      "Bearer 3b2f1c7e-5d94-4a86-9c0e-7f1a2b3c4d5ee, false",
      "Basic 3b2f1c7e-5d94-4a86-9c0e-7f1a2b3c4d5e, false",
      "3b2f1c7e-5d94-4a86-9c0e-7f1a2b3c4d5e, false",
      "Bearer3b2f1c7e-5d94-4a86-9c0e-7f1a2b3c4d5e, false",
      "'Bearer ', false",
      "Bearer, false",
      "'', false",
      ", false"})
  void takesOurOwnToken(String authorization, boolean allowed) {
    assertThat(CallerCheck.allowed(authorization, TOKEN, null)).isEqualTo(allowed);
    assertThat(CallerCheck.allowed(authorization, TOKEN, KEYS)).isEqualTo(allowed);
  }

  static Stream<Arguments> tokens() {
    String good = claims("opencti", "connector", 3600);
    PrivateKey key = PLATFORM.getPrivate();
    String valid = signed(EDDSA, good, key);
    return Stream.of(
        arguments(named("a good one", valid), KEYS, true),
        arguments(named("expired within the clocks' difference", signed(EDDSA, claims("opencti", "connector", -5), key)),
            KEYS, true),
        arguments(named("expired", signed(EDDSA, claims("opencti", "connector", -300), key)), KEYS, false),
        arguments(named("without an expiry", signed(EDDSA, "{\"iss\": \"opencti\", \"sub\": \"connector\"}", key)), KEYS,
            false),
        arguments(named("of another issuer", signed(EDDSA, claims("evil", "connector", 3600), key)), KEYS, false),
        arguments(named("of another subject", signed(EDDSA, claims("opencti", "user", 3600), key)), KEYS, false),
        arguments(named("signed with another key", signed(EDDSA, good, keys().getPrivate())), KEYS, false),
        arguments(named("of a key id that is not in the set",
            signed("{\"alg\": \"EdDSA\", \"kid\": \"k2\"}", good, key)), KEYS, false),
        arguments(named("not signed", text("{\"alg\": \"none\"}") + "." + text(good) + "."), KEYS, false),
        arguments(named("HS256 with the public key as secret", hs256(good, publicKey())), KEYS, false),
        arguments(named("HS256 with the encoded public key as secret", hs256(good, PLATFORM.getPublic().getEncoded())),
            KEYS, false),
        arguments(named("with other claims under the signature",
            valid.substring(0, valid.indexOf('.') + 1) + text(claims("opencti", "connector", 9999))
                + valid.substring(valid.lastIndexOf('.'))), KEYS, false),
        arguments(named("half a token", valid.substring(0, valid.lastIndexOf('.'))), KEYS, false),
        arguments(named("two dots", ".."), KEYS, false),
        arguments(named("no claims", signed(EDDSA, "null", key)), KEYS, false),
        arguments(named("a good one, no keys", valid), null, false),
        arguments(named("a good one, an empty set", valid), "{\"keys\": []}", false),
        arguments(named("a good one, keys of another kind", valid), "{\"keys\": [{\"kty\": \"odd\"}]}", false),
        arguments(named("a good one, keys that are no keys", valid), "<html>", false),
        arguments(named("a good one, a set without keys", valid), "{}", false));
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void takesWhatThePlatformSigned(String jwt, String keys, boolean allowed) {
    assertThat(CallerCheck.allowed("Bearer " + jwt, TOKEN, keys)).isEqualTo(allowed);
  }
}
