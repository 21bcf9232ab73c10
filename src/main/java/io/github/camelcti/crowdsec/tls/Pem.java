package io.github.camelcti.crowdsec.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PEM (RFC 7468): blocks of Base64 between a BEGIN and an END line, with any text around them. */
public final class Pem {

  private static final String BEGIN = "-----BEGIN ";
  private static final long LARGEST_FILE = 5L * 1024 * 1024;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END \\1-----", Pattern.DOTALL);
  /** Text that looks like a path may be shown; anything else could be a key that lost its first line. */
  private static final Pattern PATH = Pattern.compile("(?:[A-Za-z]:)?[\\w./\\\\ -]{1,200}\\.[A-Za-z]{2,5}|[./].{0,200}");

  private Pem() {}

  /**
   * The given PEM text, or that of the given file.
   *
   * @param textOrPath PEM text, also with {@code \n} typed out as in a one-line variable; otherwise a path
   * @return text with at least one BEGIN line, never null
   * @throws UnusableMaterialException if it is neither
   */
  public static String text(String textOrPath) {
    if (textOrPath.contains(BEGIN)) {
      return textOrPath.replace("\\n", "\n");
    }
    String text = file(textOrPath);
    if (!text.contains(BEGIN)) {
      throw new UnusableMaterialException("is not PEM: it has no line that starts with " + BEGIN.strip());
    }
    return text;
  }

  private static String file(String path) {
    try {
      Path file = Path.of(path.strip());
      if (Files.size(file) > LARGEST_FILE) {
        throw new UnusableMaterialException("is the path of a file larger than 5 MB");
      }
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException | InvalidPathException e) {
      String shown = isPath(path) ? " (" + path.strip() + ")" : "";
      throw new UnusableMaterialException("is the path of a file that cannot be read" + shown, e);
    }
  }

  /** Whether it may be shown. */
  static boolean isPath(String text) {
    return PATH.matcher(text.strip()).matches();
  }

  /** The blocks in order; one that is not Base64 is an error. */
  static List<Block> blocks(String text) {
    List<Block> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      blocks.add(new Block(block.group(1), block.group(2)));
    }
    return blocks;
  }

  /**
   * One block.
   *
   * @param kind the text after BEGIN, for example {@code CERTIFICATE}
   * @param body the text between the lines
   */
  record Block(String kind, String body) {

    byte[] der() {
      try {
        return Base64.getMimeDecoder().decode(body.strip());
      } catch (IllegalArgumentException e) {
        throw new UnusableMaterialException("contains a damaged block");
      }
    }

    @Override
    public String toString() {
      return kind;
    }
  }
}
