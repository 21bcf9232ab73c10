package io.github.camelcti.crowdsec.tls;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;

/**
 * Some certificates, in their original order.
 *
 * @param list never empty
 */
public record Certificates(List<X509Certificate> list) {

  public Certificates {
    list = List.copyOf(list);
  }

  /**
   * Reads certificates.
   *
   * @param textOrPath PEM text or the path of a file with it; blocks that are not certificates are ignored
   * @return at least one certificate
   * @throws UnusableMaterialException if there is none or one is damaged
   */
  public static Certificates read(String textOrPath) {
    List<X509Certificate> found = new ArrayList<>();
    for (Pem.Block block : Pem.blocks(Pem.text(textOrPath))) {
      if (block.kind().matches("(X509 |TRUSTED )?CERTIFICATE")) {
        found.add(certificate(block.der()));
      }
    }
    if (found.isEmpty()) {
      throw new UnusableMaterialException("contains no certificate");
    }
    return new Certificates(found);
  }

  private static X509Certificate certificate(byte[] der) {
    try {
      return (X509Certificate) CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new UnusableMaterialException("contains a damaged certificate", e);
    }
  }

  /**
   * Whether the first one is out of date.
   *
   * @return a phrase that follows its name; empty if it is valid
   */
  public Optional<String> outOfDate(Instant now) {
    Instant from = list.get(0).getNotBefore().toInstant();
    Instant until = list.get(0).getNotAfter().toInstant();
    if (now.isAfter(until)) {
      return Optional.of("expired on " + until);
    }
    return now.isBefore(from) ? Optional.of("is not valid before " + from) : Optional.empty();
  }

  /** Whether the first one is for a host, by the rules of HTTPS. */
  public boolean isFor(String host) {
    try {
      new DefaultHostnameVerifier().verify(host, list.get(0));
      return true;
    } catch (SSLException e) {
      return false;
    }
  }

  /** Only the number, which is all that a log needs. */
  @Override
  public String toString() {
    return list.size() == 1 ? "1 certificate" : list.size() + " certificates";
  }
}
