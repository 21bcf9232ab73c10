package io.github.camelcti.crowdsec.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.enrich.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.IpAddress;
import io.github.camelcti.crowdsec.enrich.UnreadableAnswerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An answer of CrowdSec that somebody has saved.
 *
 * @param address the address that it is about
 * @param answer what it says
 */
public record SavedAnswer(IpAddress address, CtiAnswer answer) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long LARGEST_FILE = 10L * 1024 * 1024;
  private static final String NOT_FOUND = "IP address information not found";

  /**
   * Reads the body of an answer.
   *
   * @param file the body as it came
   * @param given the address, null for the one that the answer names in {@code ip}
   * @return the answer
   * @throws IOException if the file can't be read
   * @throws UnreadableAnswerException if it holds no answer about one address; the message says why
   */
  public static SavedAnswer read(Path file, IpAddress given) throws IOException, UnreadableAnswerException {
    if (Files.size(file) > LARGEST_FILE) {
      throw new UnreadableAnswerException("it has more than " + LARGEST_FILE / 1024 / 1024 + " MB", null);
    }
    byte[] body = Files.readAllBytes(file);
    CtiAnswer answer = CtiAnswer.parse(body);
    JsonNode root = JSON.readTree(body);
    String said = root.path("message").asText();
    if (!said.isEmpty() && !root.has("ip") && !said.equals(NOT_FOUND)) {
      throw new UnreadableAnswerException("it is a message of CrowdSec instead of an answer", null);
    }
    if (root.has("items") && !root.has("ip")) {
      throw new UnreadableAnswerException("it is about several addresses; save one of its items", null);
    }
    IpAddress address = Optional.ofNullable(given)
        .or(() -> IpAddress.parse(root.path("ip").asText()))
        .orElseThrow(() -> new UnreadableAnswerException("it names no address in 'ip'; give the address, too", null));
    return new SavedAnswer(address, answer);
  }
}
