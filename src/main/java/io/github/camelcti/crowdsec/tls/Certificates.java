package io.github.camelcti.crowdsec.tls;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Some certificates, in the order in which they stood.
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
   * @param textOrPath PEM text or the path of a file with it; blocks that are no certificates are passed over
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
      throw new UnusableMaterialException("has no certificate in it", null);
    }
    return new Certificates(found);
  }

  private static X509Certificate certificate(byte[] der) {
    try {
      return (X509Certificate) CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new UnusableMaterialException("has a certificate that is damaged", e);
    }
  }

  /** How many there are, which is all that a log needs. */
  @Override
  public String toString() {
    return list.size() == 1 ? "1 certificate" : list.size() + " certificates";
  }
}
