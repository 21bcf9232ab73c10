package io.github.camelcti.crowdsec.route;

import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** Says in a few words why a connection failed. */
final class Causes {

  private Causes() {}

  /**
   * @param caught the failure, may be null
   * @return a short phrase for people, never null
   */
  static String say(Throwable caught) {
    if (caught == null) {
      return "no reason given";
    }
    if (caught instanceof UnknownHostException) {
      return "the host name is unknown (" + caught.getMessage() + ")";
    }
    if (caught instanceof SocketTimeoutException) {
      return "no answer in time";
    }
    if (caught instanceof SSLException) {
      return "TLS failed (" + caught.getMessage() + ")";
    }
    String message = caught.getMessage();
    return message == null || message.isBlank() ? caught.getClass().getSimpleName() : message;
  }
}
