package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The CTI answers of {@code src/test/resources/crowdsec}. */
public final class Samples {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Samples() {}

  /** The sample as it stands. */
  public static String read(String name) {
    try (InputStream in = Samples.class.getResourceAsStream("/crowdsec/" + name + ".json")) {
      if (in == null) {
        throw new IllegalArgumentException("there is no sample " + name);
      }
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The sample for an address: the answer repeats the address that was asked for. */
  public static String read(String name, String address) {
    try {
      JsonNode sample = JSON.readTree(read(name));
      if (sample instanceof ObjectNode object) {
        object.put("ip", address);
      }
      return JSON.writeValueAsString(sample);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
