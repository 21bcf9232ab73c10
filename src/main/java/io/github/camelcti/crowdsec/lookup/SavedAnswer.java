package io.github.camelcti.crowdsec.lookup;

import io.github.camelcti.crowdsec.crowdsec.AnswerJudge;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.answer.UnreadableAnswerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A saved answer from CrowdSec.
 *
 * @param address the address that it is about
 * @param answer what it says
 */
public record SavedAnswer(IpAddress address, CtiAnswer answer) {

  private static final long LARGEST_FILE = 10L * 1024 * 1024;

  /**
   * Reads the body of an answer.
   *
   * @param file the body as it came
   * @param given the address; null to take it from the answer's {@code ip}
   * @return the answer
   * @throws IOException if the file can't be read
   * @throws UnreadableAnswerException if it is not an answer about one address; the message says why
   */
  public static SavedAnswer read(Path file, @Nullable IpAddress given) throws IOException, UnreadableAnswerException {
    if (Files.size(file) > LARGEST_FILE) {
      throw new UnreadableAnswerException("it is larger than " + LARGEST_FILE / 1024 / 1024 + " MB", null);
    }
    byte[] body = Files.readAllBytes(file);
    if (given == null && AnswerJudge.isNotFound(body)) {
      throw new UnreadableAnswerException("it says that CrowdSec does not know the address, but not which one; give "
          + "the address as well", null);
    }
    if (given == null) {
      CtiAnswer answer = CtiAnswer.parse(body);
      return new SavedAnswer(IpAddress.parse(answer.ip()).orElseThrow(), answer);
    }
    return new SavedAnswer(given, AnswerJudge.isNotFound(body) ? CtiAnswer.notKnown() : CtiAnswer.parse(body, given));
  }
}
