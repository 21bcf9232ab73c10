package io.github.camelcti.crowdsec.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The little DER that it takes to put the older forms of private keys into PKCS #8, which is all that Java reads:
 * version, algorithm, and the old form as octets (RFC 5958).
 */
final class Der {

  /** AlgorithmIdentifier of rsaEncryption, with its NULL. */
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
  /** The object identifier id-ecPublicKey; the curve follows it. */
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");
  private static final byte[] VERSION = {2, 1, 0};
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final int CURVE = 0xA0;

  private Der() {}

  /** An RSAPrivateKey (RFC 8017) as PKCS #8. */
  static byte[] rsaToPkcs8(byte[] key) {
    return tagged(SEQUENCE, VERSION, RSA, tagged(OCTETS, key));
  }

  /** An ECPrivateKey (RFC 5915) as PKCS #8; it has to name its curve. */
  static byte[] ecToPkcs8(byte[] key) {
    return tagged(SEQUENCE, VERSION, tagged(SEQUENCE, EC, curve(key)), tagged(OCTETS, key));
  }

  /** What is inside [0] of SEQUENCE { version, key, [0] curve, [1] public key }. All lengths here are short. */
  private static byte[] curve(byte[] key) {
    int at = key.length > 1 && key[1] < 0 ? 2 + (key[1] & 0x7F) : 2;
    while (at + 2 <= key.length && key[at + 1] >= 0 && at + 2 + key[at + 1] <= key.length) {
      if ((key[at] & 0xFF) == CURVE) {
        return Arrays.copyOfRange(key, at + 2, at + 2 + key[at + 1]);
      }
      at += 2 + key[at + 1];
    }
    throw new UnusableMaterialException(
        "is a key that does not name its curve; convert it with: openssl pkcs8 -topk8 -in old.pem -out new.pem", null);
  }

  private static byte[] tagged(int tag, byte[]... parts) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      body.writeBytes(part);
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(tag);
    if (body.size() > 0xFF) {
      whole.write(0x82);
      whole.write(body.size() >> 8);
    } else if (body.size() > 0x7F) {
      whole.write(0x81);
    }
    whole.write(body.size());
    whole.writeBytes(body.toByteArray());
    return whole.toByteArray();
  }
}
