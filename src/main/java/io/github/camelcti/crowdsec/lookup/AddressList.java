package io.github.camelcti.crowdsec.lookup;

import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The addresses of a command, each once, in the given order. */
public final class AddressList {

  private static final String COMMENT = "#";
  private static final long LARGEST_FILE = 10L * 1024 * 1024;

  private AddressList() {}

  /**
   * @param given texts, some of which may not be addresses
   * @return each address once, in its canonical form; other texts unchanged, also once
   */
  public static List<String> of(Collection<String> given) {
    Set<String> once = new LinkedHashSet<>();
    for (String text : given) {
      String bare = text.strip();
      once.add(IpAddress.parse(bare).map(IpAddress::canonical).orElse(bare));
    }
    return List.copyOf(once);
  }

  /**
   * Reads a list with one address per line; empty lines and everything after a {@code #} are ignored.
   *
   * @param file UTF-8 text
   * @return the lines that are left
   * @throws IOException if it can't be read or is too large
   */
  public static List<String> read(Path file) throws IOException {
    if (Files.size(file) > LARGEST_FILE) {
      throw new IOException("it is larger than " + LARGEST_FILE / 1024 / 1024 + " MB, too large for a list of "
          + "addresses");
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    return Arrays.stream((text.startsWith("\uFEFF") ? text.substring(1) : text).split("\\R"))
        .map(line -> line.split(COMMENT, 2)[0].strip())
        .filter(line -> !line.isEmpty())
        .toList();
  }
}
