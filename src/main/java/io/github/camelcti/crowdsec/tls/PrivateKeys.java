package io.github.camelcti.crowdsec.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Private keys from PEM in PKCS #8, encrypted or not, the only form that Java reads. */
final class PrivateKeys {

  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "RSASSA-PSS", "EdDSA");
  private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";

  private PrivateKeys() {}

  /**
   * The first block that should be a private key.
   *
   * @param file where it comes from, for the command that converts a key
   * @throws UnusableMaterialException if there is none, or one in another form than PKCS #8
   */
  static Pem.Block first(String pem, String file) {
    Pem.Block block = Pem.blocks(pem).stream()
        .filter(one -> one.kind().endsWith("PRIVATE KEY"))
        .findFirst()
        .orElseThrow(() -> new UnusableMaterialException("contains no private key"));
    return switch (block.kind()) {
      case "PRIVATE KEY", ENCRYPTED -> block;
      case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> throw new UnusableMaterialException(
          "is a private key in OpenSSL's old format (" + block.kind() + ")", "Convert it with: openssl pkcs8 -topk8 "
              + (block.body().contains("Proc-Type:") ? "" : "-nocrypt ") + "-in " + file + " -out new.pem");
      default -> throw new UnusableMaterialException("is a key of an unknown type, " + block.kind());
    };
  }

  /**
   * Reads the first private key. No part of it may get into a message, so causes are dropped.
   *
   * @param passphrase for an encrypted key; may be null
   * @throws WrongPassphraseException if the passphrase is missing or wrong
   * @throws UnusableMaterialException if it can't be used for another reason
   */
  static PrivateKey read(String pem, @Nullable String passphrase) {
    Pem.Block block = first(pem, "old.pem");
    try {
      return plain(block.kind().equals(ENCRYPTED) ? decrypt(block.der(), passphrase) : new PKCS8EncodedKeySpec(block.der()));
    } catch (GeneralSecurityException e) {
      throw new UnusableMaterialException("is a private key that can't be read");
    }
  }

  private static PrivateKey plain(PKCS8EncodedKeySpec spec) throws GeneralSecurityException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        // a key of another algorithm
      }
    }
    throw new InvalidKeySpecException("no algorithm takes it");
  }

  private static PKCS8EncodedKeySpec decrypt(byte[] der, @Nullable String passphrase) {
    if (passphrase == null) {
      throw new WrongPassphraseException("is missing, but the key is encrypted");
    }
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
      // PBES2 is a family of algorithms; its parameters print the actual one.
      boolean family = info.getAlgName().startsWith("PBES2") || info.getAlgName().startsWith("1.2.840.113549.1.5.13");
      String algorithm = family ? info.getAlgParameters().toString() : info.getAlgName();
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(Cipher.DECRYPT_MODE, SecretKeyFactory.getInstance(algorithm)
          .generateSecret(new PBEKeySpec(passphrase.toCharArray())), info.getAlgParameters());
      return info.getKeySpec(cipher);
    } catch (NoSuchAlgorithmException e) {
      throw new UnusableMaterialException("is encrypted in a way that Java does not support; AES with PBKDF2 works");
    } catch (IOException e) {
      throw new UnusableMaterialException("is a damaged encrypted key");
    } catch (GeneralSecurityException e) {
      throw new WrongPassphraseException("does not decrypt the key");
    }
  }
}
