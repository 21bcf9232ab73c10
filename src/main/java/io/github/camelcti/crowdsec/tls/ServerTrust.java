package io.github.camelcti.crowdsec.tls;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which servers to trust.
 *
 * @param verified whether certificates and host names are checked at all
 * @param authorities trusted in addition to those of the Java runtime, may be empty
 */
public record ServerTrust(boolean verified, List<X509Certificate> authorities) {

  public ServerTrust {
    authorities = List.copyOf(authorities);
  }

  /** Certificates are checked against the authorities of the Java runtime. */
  public static ServerTrust system() {
    return new ServerTrust(true, List.of());
  }

  /** Nothing is checked: anyone in between can read and change everything. */
  public static ServerTrust everybody() {
    return new ServerTrust(false, List.of());
  }

  /** The same with further authorities. */
  public ServerTrust plus(Optional<Certificates> more) {
    List<X509Certificate> all = new ArrayList<>(authorities);
    more.ifPresent(certificates -> all.addAll(certificates.list()));
    return new ServerTrust(verified, all);
  }

  /** {@code true} or {@code false}, as in a setting; never certificates. */
  @Override
  public String toString() {
    return String.valueOf(verified);
  }
}
