package io.github.camelcti.crowdsec.enrich.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The countries of ISO 3166-1, by their codes of two letters. */
public final class Countries {

  private static final Map<String, Country> BY_CODE = load();

  private Countries() {}

  /**
   * A country.
   *
   * @param code two upper-case letters
   * @param name name in ISO 3166-1, which determines the id of OpenCTI's country
   * @param officialName official name, or the name if there is none
   */
  public record Country(String code, String name, String officialName) {}

  /** The country with this code of two upper-case letters, empty if there is none. */
  public static Optional<Country> find(String code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }

  /** The name of the country with this code for people, or the code itself if there is none. */
  public static String name(String code) {
    return find(code).map(Country::name).orElse(code.equals("XK") ? "Kosovo" : code); // the usual code, though not one of ISO's
  }

  /** How many of these codes are countries. */
  public static long known(Set<String> codes) {
    return codes.stream().filter(BY_CODE::containsKey).count();
  }

  private static Map<String, Country> load() {
    try (InputStream in = Countries.class.getResourceAsStream("/countries.csv");
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return lines.lines().skip(1).map(Countries::country)
          .collect(Collectors.toUnmodifiableMap(Country::code, country -> country));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Country country(String line) {
    String[] fields = line.split(";", -1);
    return new Country(fields[0], fields[1], fields[2].isEmpty() ? fields[1] : fields[2]);
  }
}
