package io.github.camelcti.crowdsec.support;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** A certificate authority that exists for one test. Its certificates are made when they are asked for. */
public final class TestCa {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final String name;
  private final KeyPair keys = keys("EC");
  private final X509Certificate certificate;

  /** A new authority that nobody trusts. */
  public TestCa(String name) {
    this.name = name;
    Instant now = Instant.now();
    certificate = sign(name, keys, now.minus(Duration.ofDays(30)), now.plus(Duration.ofDays(30)), true);
  }

  /** A certificate for these names and addresses, valid now, with an elliptic curve's key. */
  public Issued issue(String... hosts) {
    return issued("EC", hosts);
  }

  /** The same with an RSA key. */
  public Issued issueRsa(String... hosts) {
    return issued("RSA", hosts);
  }

  private Issued issued(String algorithm, String... hosts) {
    Instant now = Instant.now();
    KeyPair own = keys(algorithm);
    return new Issued(own.getPrivate(),
        sign(hosts[0], own, now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)), false, hosts));
  }

  /** One that was valid until yesterday. */
  public Issued expired(String... hosts) {
    Instant now = Instant.now();
    KeyPair own = keys("EC");
    return new Issued(own.getPrivate(),
        sign(hosts[0], own, now.minus(Duration.ofDays(10)), now.minus(Duration.ofDays(1)), false, hosts));
  }

  /** The authority's certificate. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** The authority's certificate in PEM. */
  public String pem() {
    return write(certificate);
  }

  private static KeyPair keys(String algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(algorithm.equals("RSA") ? 2048 : 256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private X509Certificate sign(
      String subject, KeyPair of, Instant from, Instant until, boolean authority, String... hosts) {
    X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(new X500Name("CN=" + name),
        new BigInteger(64, RANDOM), Date.from(from), Date.from(until), new X500Name("CN=" + subject), of.getPublic());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      if (hosts.length > 0) {
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(
            Arrays.stream(hosts).map(TestCa::generalName).toArray(GeneralName[]::new)));
      }
      return new JcaX509CertificateConverter().getCertificate(
          builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    } catch (CertIOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static GeneralName generalName(String host) {
    return new GeneralName(host.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName, host);
  }

  private static String write(Object any) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
      pem.writeObject(any);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** A certificate and its key. */
  public record Issued(PrivateKey key, X509Certificate certificate) {

    /** The certificate in PEM. */
    public String pem() {
      return write(certificate);
    }

    /** The key as plain PKCS #8. */
    public String keyPem() {
      try {
        return write(new JcaPKCS8Generator(key, null));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The key in OpenSSL's older form, {@code EC PRIVATE KEY} or {@code RSA PRIVATE KEY}. */
    public String oldKeyPem() {
      if (!(key instanceof ECPrivateKey curve)) {
        return write(key);
      }
      try {
        return write(new PemObject("EC PRIVATE KEY", new org.bouncycastle.asn1.sec.ECPrivateKey(256, curve.getS(),
            PrivateKeyInfo.getInstance(key.getEncoded()).getPrivateKeyAlgorithm().getParameters()).getEncoded()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The key as encrypted PKCS #8, by AES with 256 bits and PBKDF2. */
    public String encryptedKeyPem(String passphrase) {
      try {
        return write(new JcaPKCS8Generator(key, new JceOpenSSLPKCS8EncryptorBuilder(JcaPKCS8Generator.AES_256_CBC)
            .setProvider(new BouncyCastleProvider())
            .setPRF(JcaPKCS8Generator.PRF_HMACSHA256)
            .setPassword(passphrase.toCharArray()).build()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (OperatorCreationException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
