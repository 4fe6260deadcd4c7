package dev.tripline.spi.network;

import java.util.List;

/// Blocks of addresses that are no part of the public network.
public final class SpecialBlocks {
  /// Private, shared, link-local, multicast and reserved addresses, in CIDR notation.
  ///
  /// @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IANA's registry</a>
  public static final List<String> IPV4 =
      List.of(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/4",
          "240.0.0.0/4");

  private SpecialBlocks() {}
}
