package io.github.camelcti.crowdsec.base;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Identifies things by their content without showing it: SHA-256 in lower-case hexadecimal. */
public final class Sha256 {

  /** Length of a whole digest in bytes; the text has twice as many characters. */
  public static final int BYTES = 32;

  private Sha256() {}

  /** The whole digest, 64 characters. */
  public static String hex(byte[] content) {
    return hex(content, BYTES);
  }

  /** The whole digest of a text's UTF-8. */
  public static String hex(String text) {
    return hex(text, BYTES);
  }

  /** The digest of a text's UTF-8, cut. */
  public static String hex(String text, int bytes) {
    return hex(text.getBytes(StandardCharsets.UTF_8), bytes);
  }

  /**
   * The beginning of the digest.
   *
   * @param bytes how many of its {@link #BYTES}
   */
  public static String hex(byte[] content, int bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
