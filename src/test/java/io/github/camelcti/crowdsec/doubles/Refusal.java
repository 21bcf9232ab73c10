package io.github.camelcti.crowdsec.doubles;

/** An error that the platform answers with. */
final class Refusal extends RuntimeException {

  private final String code;

  Refusal(String code, String message) {
    super(message);
    this.code = code;
  }

  String code() {
    return code;
  }
}
