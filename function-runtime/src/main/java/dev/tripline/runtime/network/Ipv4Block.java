package dev.tripline.runtime.network;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A block of IPv4 addresses in CIDR notation.
///
/// @param first the lowest address, as a number
/// @param bits length of the prefix
public record Ipv4Block(long first, int bits) {
  private static final Pattern NOTATION =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})(?:/(\\d{1,2}))?");
  private static final int LONGEST = 32;

  public Ipv4Block {
    if (bits < 0 || bits > LONGEST || (first & ~mask(bits)) != 0) {
      throw new IllegalArgumentException("no block of addresses: " + first + "/" + bits);
    }
  }

  /// An address without a prefix stands for itself alone.
  ///
  /// @throws IllegalArgumentException with the reason in words, if the text is no such block
  public static Ipv4Block parse(String text) {
    Matcher matcher = NOTATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          text.indexOf(':') >= 0
              ? text + " is an IPv6 block; networks of functions have IPv4 only"
              : text + " is no IPv4 block in CIDR notation, such as 10.20.0.0/16");
    }
    long address = 0;
    for (int part = 1; part <= 4; part++) {
      int number = Integer.parseInt(matcher.group(part));
      if (number > 255) {
        throw new IllegalArgumentException(text + " has a part above 255");
      }
      address = address << 8 | number;
    }
    String prefix = matcher.group(5);
    int bits = prefix == null ? LONGEST : Integer.parseInt(prefix);
    if (bits > LONGEST) {
      throw new IllegalArgumentException("the prefix of " + text + " is longer than 32");
    }
    if ((address & ~mask(bits)) != 0) {
      throw new IllegalArgumentException(
          "%s is inside a block, not its beginning, which is %s"
              .formatted(text, new Ipv4Block(address & mask(bits), bits)));
    }
    return new Ipv4Block(address, bits);
  }

  public boolean contains(Ipv4Block other) {
    return bits <= other.bits && (other.first & mask(bits)) == first;
  }

  public boolean overlaps(Ipv4Block other) {
    return contains(other) || other.contains(this);
  }

  /// Whether it is one address.
  boolean isAddress() {
    return bits == LONGEST;
  }

  /// The address at this place of the block, from 0.
  String address(int place) {
    long address = first + place;
    return "%d.%d.%d.%d"
        .formatted(address >> 24 & 0xff, address >> 16 & 0xff, address >> 8 & 0xff, address & 0xff);
  }

  private static long mask(int bits) {
    return 0xffff_ffffL << (LONGEST - bits) & 0xffff_ffffL;
  }

  @Override
  public String toString() {
    return address(0) + "/" + bits;
  }
}
