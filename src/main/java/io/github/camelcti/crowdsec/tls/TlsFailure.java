package io.github.camelcti.crowdsec.tls;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Explains why TLS failed and what helps, because Java uses the words of its certificate path builder. */
public final class TlsFailure {

  private TlsFailure() {}

  /** The peer of a connection, with the settings that apply to it. */
  public enum Peer {
    OPENCTI("add the authority's certificate to OPENCTI_SSL_VERIFY or HTTPS_CA_CERTIFICATES",
        "use a name from the certificate in OPENCTI_URL",
        "the connector has none for OpenCTI, so the server must not require one",
        "start OPENCTI_URL with http:// or correct its port"),
    CROWDSEC("add the authority's certificate to HTTPS_CA_CERTIFICATES",
        "use a name from the certificate in CROWDSEC_API_URL",
        "the connector has none for CrowdSec, so the server must not require one",
        "start CROWDSEC_API_URL with http:// or correct its port"),
    BROKER("set MQ_USE_SSL_CA to the authority's certificate, or turn the check off with "
        + "MQ_USE_SSL_REJECT_UNAUTHORIZED=false",
        "set MQ_HOST to a name from the certificate, or turn the check off with "
        + "MQ_USE_SSL_REJECT_UNAUTHORIZED=false",
        "set MQ_USE_SSL_CERT and MQ_USE_SSL_KEY to one that it accepts",
        "set MQ_USE_SSL to false or correct MQ_PORT");

    private final String trust;
    private final String name;
    private final String certificate;
    private final String plain;

    Peer(String trust, String name, String certificate, String plain) {
      this.trust = trust;
      this.name = name;
      this.certificate = certificate;
      this.plain = plain;
    }
  }

  /**
   * Explains a failure.
   *
   * @param failure what was caught, may be null
   * @param encrypted whether the connection should have been encrypted
   * @return a phrase on one line; null if it is not a TLS failure
   */
  public static @Nullable String explain(@Nullable Throwable failure, Peer peer, boolean encrypted) {
    SSLException tls = find(failure, SSLException.class);
    if (tls == null) {
      return encrypted && failure != null && ended(failure) ? "the server closed the connection "
          + "(" + failure.getMessage()
          + "); if it requires a client certificate, " + peer.certificate : null;
    }
    if (find(failure, CertificateExpiredException.class) != null || reason(failure) == BasicReason.EXPIRED) {
      return "the server's certificate has expired; renew it (or set this computer's clock)";
    }
    if (find(failure, CertificateNotYetValidException.class) != null || reason(failure) == BasicReason.NOT_YET_VALID) {
      return "the server's certificate is not valid yet; check this computer's clock";
    }
    String said = everything(failure).toLowerCase(Locale.ROOT);
    if (find(failure, SSLPeerUnverifiedException.class) != null || said.contains("subject alternative")
        || said.contains("no name matching")) {
      return "the server's certificate is for another host name; " + peer.name;
    }
    if (find(failure, CertPathBuilderException.class) != null || find(failure, CertPathValidatorException.class) != null
        || said.contains("trust anchor") || said.contains("self-signed")) {
      return "the server's certificate is from an authority that is not trusted; " + peer.trust;
    }
    if (said.contains("unsupported or unrecognized ssl message") || said.contains("plaintext connection")) {
      return "the server does not use TLS on that port; " + peer.plain;
    }
    if (said.contains("certificate_required") || said.contains("bad_certificate") || said.contains("certificate_unknown")
        || said.contains("unknown_ca")) {
      return "the server requires a client certificate that it accepts; " + peer.certificate;
    }
    if (said.contains("handshake_failure") || said.contains("protocol_version")) {
      return "client and server have no TLS version, cipher or certificate in common (" + tls.getMessage() + ")";
    }
    if (ended(failure)) {
      return "the server closed the connection during the TLS handshake; if it requires a client certificate, "
          + peer.certificate;
    }
    return "TLS failed (" + tls.getMessage() + ")";
  }

  /** With TLS 1.3, a server refuses a client after the handshake, so the client may only see a closed connection. */
  private static boolean ended(@Nullable Throwable failure) {
    return find(failure, EOFException.class) != null || find(failure, SocketException.class) != null
        && find(failure, ConnectException.class) == null && find(failure, NoRouteToHostException.class) == null;
  }

  private static @Nullable BasicReason reason(@Nullable Throwable failure) {
    CertPathValidatorException path = find(failure, CertPathValidatorException.class);
    return path != null && path.getReason() instanceof BasicReason reason ? reason : null;
  }

  private static <T extends Throwable> @Nullable T find(@Nullable Throwable failure, Class<T> type) {
    int depth = 0;
    for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
      depth++;
    }
    return null;
  }

  private static String everything(@Nullable Throwable failure) {
    StringBuilder all = new StringBuilder();
    int depth = 0;
    for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause()) {
      all.append(cause.getMessage()).append('\n');
      depth++;
    }
    return all.toString();
  }
}
