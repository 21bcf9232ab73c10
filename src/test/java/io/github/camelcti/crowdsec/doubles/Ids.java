package io.github.camelcti.crowdsec.doubles;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.UUID;

/** Ids that the platform derives itself; on purpose not the connector's own code. */
final class Ids {

  /** Fixed ids of the TLP markings (OpenCTI contract). */
  static final Map<String, String> TLP = Map.of(
      "TLP:CLEAR", "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
      "TLP:WHITE", "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
      "TLP:GREEN", "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da",
      "TLP:AMBER", "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82",
      "TLP:AMBER+STRICT", "marking-definition--826578e1-40ad-459f-bc73-ede076f81f37",
      "TLP:RED", "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed");

  private static final UUID NAMESPACE = UUID.fromString("00abedb4-aa42-466c-9c01-fed23315a9b7");

  private Ids() {}

  /** The standard id of an observable that is identified by its value. */
  static String observable(String stixType, String value) {
    return stixType + "--" + version5("{\"value\":\"" + value + "\"}");
  }

  private static UUID version5(String name) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update(ByteBuffer.allocate(16).putLong(NAMESPACE.getMostSignificantBits())
          .putLong(NAMESPACE.getLeastSignificantBits()).array());
      ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
      long most = (hash.getLong() & 0xFFFFFFFFFFFF0FFFL) | 0x5000L;
      long least = (hash.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
      return new UUID(most, least);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
