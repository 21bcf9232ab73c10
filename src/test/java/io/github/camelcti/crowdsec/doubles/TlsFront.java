package io.github.camelcti.crowdsec.doubles;

import io.github.camelcti.crowdsec.support.TestCa;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** TLS in front of a server that has none: decrypts, and passes the bytes on to a port of this computer. */
public final class TlsFront implements AutoCloseable {

  private static final char[] PASSWORD = "front".toCharArray();

  private final SSLServerSocket server;
  private final int target;

  private TlsFront(SSLServerSocket server, int target) {
    this.server = server;
    this.target = target;
    daemon(this::accept);
  }

  /**
   * Starts one on a free port.
   *
   * @param target port of the server behind it
   * @param own what it shows to clients
   * @param clients the authority of the client certificates that it demands; null for none
   */
  public static TlsFront start(int target, TestCa.Issued own, TestCa clients) {
    try {
      SSLServerSocket server = (SSLServerSocket) context(own, clients).getServerSocketFactory()
          .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
      server.setNeedClientAuth(clients != null);
      return new TlsFront(server, target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where it listens. */
  public int port() {
    return server.getLocalPort();
  }

  private static SSLContext context(TestCa.Issued own, TestCa clients) throws GeneralSecurityException, IOException {
    KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
    keys.load(null, null);
    keys.setKeyEntry("own", own.key(), PASSWORD, new X509Certificate[] {own.certificate()});
    KeyManagerFactory manager = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    manager.init(keys, PASSWORD);
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
    authorities.load(null, null);
    if (clients != null) {
      authorities.setCertificateEntry("clients", clients.certificate());
      trust.init(authorities);
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(manager.getKeyManagers(), clients == null ? null : trust.getTrustManagers(), null);
    return context;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        SSLSocket client = (SSLSocket) server.accept();
        daemon(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(SSLSocket client) {
    try {
      client.startHandshake();
      Socket behind = new Socket(InetAddress.getLoopbackAddress(), target);
      daemon(() -> copy(behind, client));
      copy(client, behind);
    } catch (IOException e) {
      close(client); // the client did not like what it saw, or has no certificate
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException e) {
      // one of the two is gone
    } finally {
      close(from);
      close(to);
    }
  }

  private static void close(Closeable any) {
    try {
      any.close();
    } catch (IOException e) {
      // gone already
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "tls-front");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    close(server);
  }
}
