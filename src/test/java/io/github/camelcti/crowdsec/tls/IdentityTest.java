package io.github.camelcti.crowdsec.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.camelcti.crowdsec.support.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates and keys in the forms that people have them in. */
class IdentityTest {

  private static final TestCa CA = new TestCa("Test CA");
  private static final TestCa.Issued EC = CA.issue("localhost");
  private static final TestCa.Issued RSA = CA.issueRsa("localhost");
  private static final String OLD_ENCRYPTION =
      "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES\n\nAAAA\n-----END RSA PRIVATE KEY-----";
  private static final String PASSPHRASE = "pass phrase, planted";

  static Stream<Arguments> readable() {
    return Stream.of(
        arguments(named("EC, PKCS #8", EC), EC.keyPem(), null),
        arguments(named("EC, PKCS #8 encrypted", EC), EC.encryptedKeyPem(PASSPHRASE), PASSPHRASE),
        arguments(named("RSA, PKCS #8", RSA), RSA.keyPem(), null),
        arguments(named("RSA, PKCS #8 encrypted", RSA), RSA.encryptedKeyPem(PASSPHRASE), PASSPHRASE),
        arguments(named("on one line, as in a variable", EC), EC.keyPem().replace("\n", "\\n"), null),
        arguments(named("with other line ends", EC), EC.keyPem().replace("\n", "\r\n"), null),
        arguments(named("certificate and key in one text", EC), EC.pem() + EC.keyPem(), null),
        arguments(named("with a passphrase that is not needed", EC), EC.keyPem(), PASSPHRASE));
  }

  @ParameterizedTest
  @MethodSource("readable")
  void readsAKeyAndItsCertificate(TestCa.Issued issued, String key, String passphrase) {
    // When
    Identity identity = Identity.of(Certificates.read(issued.pem() + CA.pem()), Identity.keyText(key), passphrase);
    // Then
    assertThat(identity.key().getAlgorithm()).isEqualTo(issued.key().getAlgorithm());
    assertThat(TlsContexts.client(ServerTrust.system(), identity)).isNotNull();
    assertThat(identity).hasToString("a private key and 2 certificates");
  }

  static Stream<Arguments> unusable() {
    String cut = EC.keyPem().replaceFirst("(?s)\n.{30}", "\n");
    return Stream.of(
        arguments(named("another key", CA.issue("localhost").keyPem()), null, "does not belong"),
        arguments(named("a key of another kind", RSA.keyPem()), null, "does not belong"),
        arguments(named("encrypted, no passphrase", EC.encryptedKeyPem(PASSPHRASE)), null, "is missing"),
        arguments(named("encrypted, wrong passphrase", EC.encryptedKeyPem(PASSPHRASE)), "planted", "does not decrypt the key"),
        arguments(named("damaged", cut), null, ""),
        arguments(named("EC, old form", EC.oldKeyPem()), null, "old format (EC PRIVATE KEY)"),
        arguments(named("EC, old form behind its parameters",
            "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + EC.oldKeyPem()), null, "old form"),
        arguments(named("RSA, old form", RSA.oldKeyPem()), null, "old format (RSA PRIVATE KEY)"),
        arguments(named("no key", EC.pem()), null, "no private key"),
        arguments(named("OpenSSL's old encryption", OLD_ENCRYPTION), null, "old format"),
        arguments(named("DSA", "-----BEGIN DSA PRIVATE KEY-----\nAAAA\n-----END DSA PRIVATE KEY-----"), null, "unknown type"));
  }

  @ParameterizedTest
  @MethodSource("unusable")
  void saysWhatIsWrongWithoutShowingAnything(String key, String passphrase, String words) {
    assertThatThrownBy(() -> Identity.of(Certificates.read(EC.pem()), key, passphrase))
        .isInstanceOfAny(UnusableMaterialException.class, WrongPassphraseException.class)
        .hasMessageContaining(words)
        .hasMessageNotContaining("planted")
        .hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void namesTheCommandThatConvertsAnOldKey(boolean encrypted, @TempDir Path folder) throws IOException {
    // Given
    Path file = Files.writeString(folder.resolve("client.key"), encrypted ? OLD_ENCRYPTION : RSA.oldKeyPem());
    // Then
    assertThatThrownBy(() -> Identity.keyText(file.toString()))
        .isInstanceOfSatisfying(UnusableMaterialException.class, failure -> assertThat(failure.fix()).isEqualTo(
            "Convert it with: openssl pkcs8 -topk8 " + (encrypted ? "" : "-nocrypt ") + "-in " + file + " -out new.pem"));
  }

  static Stream<Arguments> noCertificates(@TempDir Path folder) throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    return Stream.of(
        arguments(named("a file that is not there", folder.resolve("none.pem").toString()), "cannot be read"),
        arguments(named("an empty file", empty.toString()), "is not PEM"),
        arguments(named("a folder", folder.toString()), "cannot be read"),
        arguments(named("a key", EC.keyPem()), "contains no certificate"),
        arguments(named("a damaged one", EC.pem().replaceFirst("(?s)\n.{20}", "\n")), "damaged"),
        arguments(named("a cut one", EC.pem().substring(0, 200)), "contains no certificate"),
        arguments(named("a text that is no path\u0000", "MIIB\u0000planted"), "cannot be read"));
  }

  @ParameterizedTest
  @MethodSource("noCertificates")
  void saysWhyThereIsNoCertificate(String text, String words) {
    assertThatThrownBy(() -> Certificates.read(text))
        .isInstanceOf(UnusableMaterialException.class).hasMessageContaining(words).hasMessageNotContaining("planted");
  }

  @Test
  void readsAllCertificatesOfAFileWithRemarks(@TempDir Path folder) throws IOException {
    // Given
    Path file = Files.writeString(folder.resolve("bundle.crt"), "# Größe: two\n" + CA.pem() + "\nsecond:\n" + EC.pem());
    // Then
    assertThat(Certificates.read(file.toString()).list()).containsExactly(CA.certificate(), EC.certificate());
  }
}
