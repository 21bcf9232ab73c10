package io.github.camelcti.crowdsec.enrich.text;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Formats shares and scores. */
public final class Numbers {

  private Numbers() {}

  /** The number for programs, without decimals if it is whole; null for null. */
  public static @Nullable Number plain(@Nullable Double number) {
    if (number == null) {
      return null;
    }
    return number == Math.rint(number) ? (Number) number.longValue() : number;
  }

  /** At most two decimals, no trailing zeros: {@code 40}, {@code 2.5}; a number above zero never reads as zero. */
  public static String text(double number) {
    BigDecimal rounded = BigDecimal.valueOf(number).setScale(2, RoundingMode.HALF_UP);
    if (rounded.signum() == 0 && number > 0) {
      return "less than 0.01";
    }
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
