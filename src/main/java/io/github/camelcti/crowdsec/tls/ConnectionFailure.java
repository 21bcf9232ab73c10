package io.github.camelcti.crowdsec.tls;

import java.io.EOFException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;

/** Says in a few words why a connection failed. */
public final class ConnectionFailure {

  private ConnectionFailure() {}

  /**
   * @param caught the failure, may be null
   * @return a short phrase for people, never null
   */
  public static String say(Throwable caught, TlsFailure.Peer peer, boolean encrypted) {
    if (caught == null) {
      return "no reason given";
    }
    if (caught instanceof UnknownHostException) {
      return "the host name is unknown (" + caught.getMessage() + ")";
    }
    if (caught instanceof SocketTimeoutException) {
      return "no answer in time";
    }
    String tls = TlsFailure.explain(caught, peer, encrypted);
    if (tls != null) {
      return tls;
    }
    if (caught instanceof EOFException) {
      return "the connection was closed";
    }
    String message = caught.getMessage();
    return message == null || message.isBlank() ? caught.getClass().getSimpleName() : message;
  }
}
