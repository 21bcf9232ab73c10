package io.github.camelcti.crowdsec.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An identity in TLS, as client or server: a private key and its certificate.
 *
 * @param chain the own certificate, followed by its intermediate certificates
 */
public record Identity(PrivateKey key, Certificates chain) {

  private static final Map<String, String> SIGNATURES = Map.of(
      "RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

  /**
   * Reads the key and checks that it belongs to the first certificate.
   *
   * @param chain the own certificate first
   * @param key PEM text with a private key
   * @param passphrase of the key, may be null
   * @throws WrongPassphraseException if the passphrase is missing or wrong
   * @throws UnusableMaterialException if the key can't be used; the message follows the key's name
   */
  public static Identity of(Certificates chain, String key, @Nullable String passphrase) {
    PrivateKey read = PrivateKeys.read(key, passphrase);
    if (!belong(read, chain.list().get(0).getPublicKey())) {
      throw new UnusableMaterialException("does not belong to the certificate");
    }
    return new Identity(read, chain);
  }

  /**
   * The PEM text of a private key that was given as text or as a path.
   *
   * @throws UnusableMaterialException if there is none, or one in another form than PKCS #8
   */
  public static String keyText(String textOrPath) {
    String text = Pem.text(textOrPath);
    PrivateKeys.first(text, Pem.isPath(textOrPath) ? textOrPath.strip() : "old.pem");
    return text;
  }

  /** What one of them signs, the other has to accept. */
  private static boolean belong(PrivateKey secret, PublicKey open) {
    if (secret instanceof RSAKey one && open instanceof RSAKey other) {
      return one.getModulus().equals(other.getModulus());
    }
    String algorithm = SIGNATURES.get(secret.getAlgorithm());
    if (algorithm == null || !SIGNATURES.getOrDefault(open.getAlgorithm(), "").equals(algorithm)) {
      return false;
    }
    try {
      byte[] text = new byte[32];
      new SecureRandom().nextBytes(text);
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(secret);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(open);
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "a private key and " + chain;
  }
}
