package io.github.camelcti.crowdsec.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Makes Java's TLS objects, for TLS 1.2 and 1.3 as far as the Java runtime allows them. */
public final class TlsContexts {

  private TlsContexts() {}

  /**
   * For connections to a server. The caller has to check host names, unless {@link ServerTrust#verified} is false.
   *
   * @param identity our identity; null without a client certificate
   */
  public static SSLContext client(ServerTrust trust, @Nullable Identity identity) {
    TrustManager[] trusted = trust.verified() ? trustManagers(trust.authorities()) : new TrustManager[] {new TrustEverybody()};
    return context(identity == null ? null : keyManagers(identity), trusted);
  }

  /** For a server that asks for no client certificate. */
  public static SSLContext server(Identity identity) {
    return context(keyManagers(identity), null);
  }

  /** For libraries that make a context themselves. */
  public static KeyManagerFactory keyManagerFactory(Identity identity) {
    try {
      char[] password = UUID.randomUUID().toString().toCharArray();
      KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(keyStore(identity, password), password);
      return factory;
    } catch (GeneralSecurityException e) {
      throw new UnusableMaterialException("can't be used for TLS: " + e.getMessage(), e);
    }
  }

  /**
   * For libraries that want a key store.
   *
   * @param password protects the key in the store
   */
  public static KeyStore keyStore(Identity identity, char[] password) {
    try {
      KeyStore store = empty();
      store.setKeyEntry("own", identity.key(), password, identity.chain().list().toArray(X509Certificate[]::new));
      return store;
    } catch (GeneralSecurityException e) {
      throw new UnusableMaterialException("can't be used for TLS: " + e.getMessage(), e);
    }
  }

  private static KeyManager[] keyManagers(Identity identity) {
    return keyManagerFactory(identity).getKeyManagers();
  }

  /** One manager with all authorities, because two in a row would each refuse what only the other knows. */
  private static TrustManager[] trustManagers(List<X509Certificate> more) {
    try {
      TrustManagerFactory system = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      system.init((KeyStore) null);
      if (more.isEmpty()) {
        return system.getTrustManagers();
      }
      KeyStore all = empty();
      int number = 0;
      for (TrustManager manager : system.getTrustManagers()) {
        for (X509Certificate authority : ((X509TrustManager) manager).getAcceptedIssuers()) {
          all.setCertificateEntry("system-" + number++, authority);
        }
      }
      for (X509Certificate authority : more) {
        all.setCertificateEntry("given-" + number++, authority);
      }
      TrustManagerFactory both = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      both.init(all);
      return both.getTrustManagers();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the Java runtime's list of authorities can't be used", e);
    }
  }

  private static KeyStore empty() throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      return store;
    } catch (IOException e) {
      throw new IllegalStateException("an empty key store reads nothing", e);
    }
  }

  private static SSLContext context(KeyManager @Nullable [] own, TrustManager @Nullable [] trusted) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own, trusted, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has TLS", e);
    }
  }
}
