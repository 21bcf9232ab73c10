package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/** The key that the platform signs its workers' tokens with, since 7. */
final class PlatformKey {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final Duration VALID = Duration.ofHours(1);
  private static final int KEY_LENGTH = 32;

  private final String keyId = UUID.randomUUID().toString();
  private final KeyPair keys;

  PlatformKey() {
    try {
      keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java knows no Ed25519", e);
    }
  }

  /** The public half, as the text of a JSON Web Key Set. */
  String jwks() {
    byte[] encoded = keys.getPublic().getEncoded();
    // The encoding of such a key ends with the key itself.
    byte[] key = Arrays.copyOfRange(encoded, encoded.length - KEY_LENGTH, encoded.length);
    ObjectNode set = JSON.createObjectNode();
    set.putArray("keys").addObject().put("kty", "OKP").put("crv", "Ed25519").put("alg", "EdDSA")
        .put("use", "sig").put("kid", keyId).put("x", BASE64.encodeToString(key));
    return set.toString();
  }

  /** A token of a worker for a connector, issued now. */
  String token() {
    return token(Instant.now());
  }

  /** A token that was issued at that time. */
  String token(Instant issued) {
    String header = encoded(JSON.createObjectNode().put("alg", "EdDSA").put("kid", keyId).put("typ", "JWT"));
    String claims = encoded(JSON.createObjectNode().put("iss", "opencti").put("sub", "connector")
        .put("iat", issued.getEpochSecond()).put("exp", issued.plus(VALID).getEpochSecond()));
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(keys.getPrivate());
      signature.update((header + "." + claims).getBytes(StandardCharsets.US_ASCII));
      return header + "." + claims + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(ObjectNode part) {
    return BASE64.encodeToString(part.toString().getBytes(StandardCharsets.UTF_8));
  }
}
