package dev.tripline.dispatcher.network;

import dev.tripline.spi.network.AddressResolver;
import dev.tripline.spi.network.SpecialBlocks;
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
public final class AddressGuard implements AddressResolver {

  private static final List<AddressRange> REFUSED =
      Stream.concat(
              SpecialBlocks.IPV4.stream(),
              Stream.of(
                  "168.63.129.16",
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
                  "ff00::/8"))
          .map(AddressRange::parse)
          .toList();

  /// An address of the older protocol in the last four bytes: mapped, translated, and by NAT64.
  private static final List<AddressRange> ENDS_IN_IPV4 =
      List.of(
          new AddressRange(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 0, 0, 0, 0}, 96),
          AddressRange.parse("::ffff:0:0:0/96"),
          AddressRange.parse("64:ff9b::/96"));

  private static final AddressRange SIX_TO_FOUR = AddressRange.parse("2002::/16");

  private final List<AddressRange> allowedRanges = new ArrayList<>();
  private final Set<String> allowedHosts = new HashSet<>();

  private final String setting;

  /// @param setting the name of the setting by which the operator allows more
  /// @param allow addresses, CIDR blocks and host names that may be reached all the same
  public AddressGuard(String setting, List<String> allow) {
    this.setting = setting;
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
  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = InetAddress.getAllByName(host);
    if (!allowedHosts.contains(host.toLowerCase(Locale.ROOT))) {
      for (InetAddress address : addresses) {
        if (!allows(address)) {
          throw new RefusedAddressException(host, address, setting);
        }
      }
    }
    return addresses;
  }

  /// Why requests must not go to this URL; empty if they may. A host that cannot be resolved now is no
  /// reason: its addresses are checked again at every connect.
  public Optional<String> objection(URI url) {
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
    return objection(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
  }

  /// Why there must be no connection to this host; empty if there may. As above, a host that cannot be
  /// resolved now is no reason.
  public Optional<String> objection(String host) {
    try {
      resolve(host);
      return Optional.empty();
    } catch (RefusedAddressException e) {
      return Optional.ofNullable(e.getMessage());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  boolean allows(InetAddress address) {
    return allows(address.getAddress());
  }

  boolean allows(byte[] bytes) {
    return contains(allowedRanges, bytes) || !refused(bytes);
  }

  private static boolean refused(byte[] bytes) {
    if (contains(REFUSED, bytes)) {
      return true;
    }
    if (contains(ENDS_IN_IPV4, bytes)) {
      return contains(REFUSED, Arrays.copyOfRange(bytes, 12, 16));
    }
    return SIX_TO_FOUR.contains(bytes) && contains(REFUSED, Arrays.copyOfRange(bytes, 2, 6));
  }

  private static boolean contains(List<AddressRange> ranges, byte[] address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  /// A host has an address which must not be reached.
  static final class RefusedAddressException extends UnknownHostException {
    RefusedAddressException(String host, InetAddress address, String setting) {
      super(
          "%s is at %s, a private or reserved address; the operator can allow it by %s"
              .formatted(host, address.getHostAddress(), setting));
    }
  }
}
