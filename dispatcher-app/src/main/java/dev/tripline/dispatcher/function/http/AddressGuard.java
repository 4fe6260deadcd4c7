package dev.tripline.dispatcher.function.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Says which addresses requests may go to that a user has asked for: public ones, and what the
/// operator allows. Private, loopback, link-local (and with it the metadata services of clouds),
/// shared, multicast and reserved addresses are refused, also where they are wrapped into IPv6.
final class AddressGuard {

  private static final List<AddressRange> REFUSED =
      Stream.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "168.63.129.16",
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
              "240.0.0.0/4",
              "::/96",
              "64:ff9b:1::/48",
              "100::/64",
              "2001::/23",
              "2001:db8::/32",
              "3fff::/20",
              "5f00::/16",
              "fc00::/7",
              "fe80::/10",
              "fec0::/10",
              "ff00::/8")
          .map(AddressRange::parse)
          .toList();

  private static final AddressRange TRANSLATED = AddressRange.parse("64:ff9b::/96");
  private static final AddressRange SIX_TO_FOUR = AddressRange.parse("2002::/16");

  private final List<AddressRange> allowedRanges = new ArrayList<>();
  private final Set<String> allowedHosts = new HashSet<>();

  /// @param allow addresses, CIDR blocks and host names that may be reached all the same
  AddressGuard(List<String> allow) {
    for (String entry : allow) {
      if (entry.contains("/") || AddressRange.isLiteral(entry)) {
        allowedRanges.add(AddressRange.parse(entry));
      } else {
        allowedHosts.add(entry.toLowerCase(Locale.ROOT));
      }
    }
  }

  /// The addresses of a host, all of which may be reached.
  ///
  /// @throws RefusedAddressException if one of them may not
  InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = InetAddress.getAllByName(host);
    if (!allowedHosts.contains(host.toLowerCase(Locale.ROOT))) {
      for (InetAddress address : addresses) {
        if (!allows(address)) {
          throw new RefusedAddressException(host, address);
        }
      }
    }
    return addresses;
  }

  /// Why requests must not go to this URL; empty if they may. A host that cannot be resolved now is no
  /// reason: its addresses are checked again at every connect.
  Optional<String> objection(URI url) {
    String scheme = url.getScheme();
    if (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
      return Optional.of("the URL must begin with http:// or https://");
    }
    String host = url.getHost();
    if (host == null || host.isEmpty()) {
      return Optional.of("the URL must name a host");
    }
    if (url.getRawUserInfo() != null) {
      return Optional.of("the URL must not contain a user or password; use a header");
    }
    if (url.getRawFragment() != null) {
      return Optional.of("the URL must not contain a fragment");
    }
    try {
      resolve(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
      return Optional.empty();
    } catch (RefusedAddressException e) {
      return Optional.ofNullable(e.getMessage());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  boolean allows(InetAddress address) {
    byte[] bytes = address.getAddress();
    return contains(allowedRanges, bytes) || !refused(bytes);
  }

  private static boolean refused(byte[] bytes) {
    if (contains(REFUSED, bytes)) {
      return true;
    }
    if (TRANSLATED.contains(bytes)) {
      return contains(REFUSED, Arrays.copyOfRange(bytes, 12, 16));
    }
    return SIX_TO_FOUR.contains(bytes) && contains(REFUSED, Arrays.copyOfRange(bytes, 2, 6));
  }

  private static boolean contains(List<AddressRange> ranges, byte[] address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  /// A host has an address which must not be reached.
  static final class RefusedAddressException extends UnknownHostException {
    RefusedAddressException(String host, InetAddress address) {
      super(
          "%s is at %s, a private or reserved address; the operator can allow it by tripline.endpoints.allow"
              .formatted(host, address.getHostAddress()));
    }
  }
}
