package io.github.camelcti.crowdsec.bench;

import java.nio.charset.StandardCharsets;

/**
 * An HTTP request as it came.
 *
 * @param bytes head and body
 * @param bodyAt where the body begins
 * @param length where the request ends; the array may be longer
 * @param at when its last byte was read, by {@link System#nanoTime}
 */
record Request(byte[] bytes, int bodyAt, int length, long at) {

  /** The document stands before the variables, and a bundle may be long. */
  private static final int BEGINNING = 1000;

  /** The path of the first line. */
  String path() {
    int from = indexOf(bytes, 0, bodyAt, new byte[] {' '}) + 1;
    return new String(bytes, from, indexOf(bytes, from, bodyAt, new byte[] {' '}) - from, StandardCharsets.ISO_8859_1);
  }

  /** Whether the body has this text near its beginning. */
  boolean beginsWith(byte[] text) {
    return indexOf(bytes, bodyAt, Math.min(length, bodyAt + BEGINNING), text) >= 0;
  }

  /** How often the body has this text. */
  int count(byte[] text) {
    int count = 0;
    for (int at = indexOf(bytes, bodyAt, length, text); at >= 0; at = indexOf(bytes, at + text.length, length, text)) {
      count++;
    }
    return count;
  }

  String body() {
    return new String(bytes, bodyAt, length - bodyAt, StandardCharsets.UTF_8);
  }

  /** The text between a mark's last place in the body and the next quote; null without the mark. */
  String afterLast(byte[] mark) {
    for (int at = length - mark.length; at >= bodyAt; at--) {
      if (matches(bytes, at, mark)) {
        int from = at + mark.length;
        return new String(bytes, from, indexOf(bytes, from, length, new byte[] {'"'}) - from, StandardCharsets.UTF_8);
      }
    }
    return null;
  }

  static int indexOf(byte[] bytes, int from, int until, byte[] text) {
    for (int at = from; at <= until - text.length; at++) {
      if (matches(bytes, at, text)) {
        return at;
      }
    }
    return -1;
  }

  private static boolean matches(byte[] bytes, int at, byte[] text) {
    for (int i = 0; i < text.length; i++) {
      if (bytes[at + i] != text[i]) {
        return false;
      }
    }
    return true;
  }
}
