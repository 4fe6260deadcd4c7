package dev.tripline.cli.output;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Numbers as people read them; nothing for what is no number.
public final class Rounded {
  private static final MathContext THREE_DIGITS = new MathContext(3, RoundingMode.HALF_UP);
  private static final BigDecimal SMALLEST_SHARE = new BigDecimal("0.001");

  private Rounded() {}

  /// Such as `12.3`, `1235`: three digits, or all before the point.
  public static String number(Json number) {
    return isNumber(number) ? text(new BigDecimal(number.text())) : "";
  }

  /// Such as `2.5 %`, and `< 0.1 %` for what is less.
  public static String share(Json share) {
    if (!isNumber(share)) {
      return "";
    }
    BigDecimal value = new BigDecimal(share.text());
    return value.signum() > 0 && value.compareTo(SMALLEST_SHARE) < 0
        ? "< 0.1 %"
        : text(value.movePointRight(2)) + " %";
  }

  private static boolean isNumber(Json value) {
    return value.raw() instanceof Number;
  }

  private static String text(BigDecimal value) {
    BigDecimal rounded =
        value.precision() - value.scale() >= 3
            ? value.setScale(0, RoundingMode.HALF_UP)
            : value.round(THREE_DIGITS);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
