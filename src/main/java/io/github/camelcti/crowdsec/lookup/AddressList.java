package io.github.camelcti.crowdsec.lookup;

import io.github.camelcti.crowdsec.enrich.address.AddressFinder;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The addresses of a command, each once, in the given order, and what else was given. Not thread-safe. */
public final class AddressList {

  private static final Pattern COMMENT = Pattern.compile("(?:^|\\s)#.*");
  /** One word that was probably meant as an address; a heading or a line of text was not. */
  private static final Pattern MEANT = Pattern.compile("[^\\s,;]*[.:][^\\s,;]*");
  private static final long MOST_CHARACTERS = 200L * 1024 * 1024;

  private final Set<String> once = new LinkedHashSet<>();
  private int doubles;
  private int linesWithout;

  /** Adds the addresses in a text; a text without any stays as it is, since somebody meant it as an address. */
  public AddressList add(String given) {
    String bare = given.strip();
    List<String> found = AddressFinder.find(bare);
    note(found.isEmpty() ? List.of(bare) : found);
    return this;
  }

  private void note(List<String> texts) {
    texts.forEach(text -> doubles += once.add(text) ? 0 : 1);
  }

  /**
   * Adds the addresses in each line: a list, a table, a log. What follows a {@code #} is a comment.
   *
   * @param in UTF-8 text, or UTF-16 with its mark, as Windows writes it; read to the end
   * @throws IOException if it can't be read or is too large
   */
  public AddressList addLines(InputStream in) throws IOException {
    BufferedInputStream bytes = new BufferedInputStream(in);
    BufferedReader lines = new BufferedReader(new InputStreamReader(bytes, encoding(bytes)));
    long read = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      read += line.length();
      if (read > MOST_CHARACTERS) {
        throw new IOException("it is larger than " + MOST_CHARACTERS / 1024 / 1024 + " MB; give a part of it");
      }
      String text = COMMENT.matcher(line.replace("\uFEFF", "")).replaceFirst("").strip();
      List<String> found = AddressFinder.find(text);
      if (found.isEmpty() && MEANT.matcher(text).matches()) {
        note(List.of(text));
      } else if (found.isEmpty() && !text.isEmpty()) {
        linesWithout++;
      }
      note(found);
    }
    return this;
  }

  private static Charset encoding(BufferedInputStream bytes) throws IOException {
    bytes.mark(2);
    int mark = bytes.read() << 8 | bytes.read() & 0xFF;
    bytes.reset();
    return mark == 0xFFFE || mark == 0xFEFF ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
  }

  /** Each address once, in its canonical form; other texts unchanged, also once. */
  public List<String> addresses() {
    return List.copyOf(once);
  }

  /** How many addresses were there before. */
  public int doubles() {
    return doubles;
  }

  /** How many lines have no address. */
  public int linesWithout() {
    return linesWithout;
  }
}
