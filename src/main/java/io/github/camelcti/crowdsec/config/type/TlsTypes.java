package io.github.camelcti.crowdsec.config.type;

import io.github.camelcti.crowdsec.tls.Certificates;
import io.github.camelcti.crowdsec.tls.Identity;
import io.github.camelcti.crowdsec.tls.ServerTrust;
import io.github.camelcti.crowdsec.tls.UnusableMaterialException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The types of settings that are PEM: given as text, or as the path of a file. */
public final class TlsTypes {

  private TlsTypes() {}

  public static ValueType<Certificates> certificates() {
    return ValueType.of("certificates in PEM, as text or as the path of a file", text -> read(text, Certificates::read),
        schema -> schema.put("type", "string"));
  }

  /** A private key, kept as PEM text until its passphrase and certificate are known. */
  public static ValueType<Secret> privateKey() {
    return ValueType.secret("a private key in PEM (PKCS #8, encrypted or not), as text or as the path of a file",
        (text, warning) -> Secret.of(read(text, Identity::keyText)));
  }

  /** Whether to check a server's certificate: true, false, or the certificates of further authorities. */
  public static ValueType<ServerTrust> serverTrust() {
    return ValueType.of(
        "true, false, or further authorities' certificates in PEM, as text or as the path of a file",
        (text, warning) -> {
          Boolean word = ValueTypes.BOOLEANS.get(text.toLowerCase(Locale.ROOT));
          if (word == null) {
            return ServerTrust.system().plus(Optional.of(read(text, Certificates::read)));
          }
          if (!word) {
            warning.accept("turns off the check of OpenCTI's certificate: anyone in between can read the token; give "
                + "the certificate of the platform's authority instead");
          }
          return word ? ServerTrust.system() : ServerTrust.everybody();
        },
        schema -> schema.put("type", "string"));
  }

  private static <T> T read(String text, Function<String, T> reader) {
    try {
      return reader.apply(text);
    } catch (UnusableMaterialException e) {
      throw new InvalidValueException(String.valueOf(e.getMessage()), e.fix());
    }
  }
}
