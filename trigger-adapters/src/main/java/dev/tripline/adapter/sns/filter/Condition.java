package dev.tripline.adapter.sns.filter;

import dev.tripline.spi.text.StarPattern;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One condition of a filter policy on the value of a key. Pure.
sealed interface Condition {

  /// @param value of the key; missing if the message does not have it
  boolean matches(JsonNode value);

  /// Whether a number can be compared in no time; others are far beyond the numbers of policies.
  static boolean isComparable(BigDecimal number) {
    return Math.abs((long) number.scale()) <= 1_000;
  }

  /// The same text, number, boolean or null; numbers by their values.
  record Equal(JsonNode expected) implements Condition {
    @Override
    public boolean matches(JsonNode value) {
      if (!expected.isNumber() || !value.isNumber()) {
        return expected.equals(value);
      }
      BigDecimal number = value.decimalValue();
      return isComparable(number) && expected.decimalValue().compareTo(number) == 0;
    }
  }

  record EqualIgnoringCase(String expected) implements Condition {
    @Override
    public boolean matches(JsonNode value) {
      return value.isString()
          && value.stringValue().toLowerCase(Locale.ROOT).equals(expected.toLowerCase(Locale.ROOT));
    }
  }

  record Prefix(String prefix) implements Condition {
    @Override
    public boolean matches(JsonNode value) {
      return value.isString() && value.stringValue().startsWith(prefix);
    }
  }

  record Suffix(String suffix) implements Condition {
    @Override
    public boolean matches(JsonNode value) {
      return value.isString() && value.stringValue().endsWith(suffix);
    }
  }

  /// A text in which a star stands for any characters.
  record Wildcard(String pattern) implements Condition {
    @Override
    public boolean matches(JsonNode value) {
      return value.isString() && StarPattern.matches(pattern, value.stringValue());
    }
  }

  /// There, and none of these.
  record AnythingBut(List<Condition> excluded) implements Condition {
    public AnythingBut {
      excluded = List.copyOf(excluded);
    }

    @Override
    public boolean matches(JsonNode value) {
      return !value.isMissingNode() && excluded.stream().noneMatch(one -> one.matches(value));
    }
  }

  /// A number within bounds.
  ///
  /// @param low null for none
  /// @param high null for none
  record Numeric(@Nullable Bound low, @Nullable Bound high) implements Condition {
    @Override
    public boolean matches(JsonNode value) {
      if (!value.isNumber()) {
        return false;
      }
      BigDecimal number = value.decimalValue();
      return isComparable(number)
          && (low == null || low.admits(number.compareTo(low.value())))
          && (high == null || high.admits(high.value().compareTo(number)));
    }

    /// @param inclusive whether it is within itself
    record Bound(BigDecimal value, boolean inclusive) {
      private boolean admits(int compared) {
        return compared > 0 || (inclusive && compared == 0);
      }
    }
  }

  /// Whether the key is there.
  record Exists(boolean there) implements Condition {
    @Override
    public boolean matches(JsonNode value) {
      return there != value.isMissingNode();
    }
  }

  /// An address in a block.
  ///
  /// @param prefix the block's first address
  record Cidr(byte[] prefix, int bits) implements Condition {
    @Override
    public boolean matches(JsonNode value) {
      byte[] address = value.isString() ? address(value.stringValue()) : null;
      if (address == null || address.length != prefix.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if ((address[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }

    /// The address that a text is; null if it is none. Names are not looked up.
    static byte @Nullable [] address(String text) {
      boolean literal =
          text.matches("\\d{1,3}(\\.\\d{1,3}){3}")
              || (text.indexOf(':') >= 0 && text.matches("[0-9a-fA-F:.]{2,45}"));
      try {
        return literal ? InetAddress.getByName(text).getAddress() : null;
      } catch (UnknownHostException _) {
        return null;
      }
    }
  }
}
