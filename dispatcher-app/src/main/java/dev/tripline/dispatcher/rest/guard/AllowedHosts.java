package dev.tripline.dispatcher.rest.guard;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The names under which this dispatcher may be called. A page that makes a name of its own lead here (DNS
/// rebinding) sends that name. Safe for many threads.
final class AllowedHosts {
  /// The header's value: a name, an IPv4 address or an IPv6 address in brackets, and a port.
  private static final Pattern AUTHORITY =
      Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?");

  private static final Pattern ENTRY =
      Pattern.compile("(\\*\\.)?[A-Za-z0-9._-]{1,253}|\\[?[0-9A-Fa-f:.]{2,45}]?");

  private final List<String> names = new ArrayList<>();
  private final List<String> suffixes = new ArrayList<>();

  /// Nearly all requests name the same.
  private volatile @Nullable String lastAllowed;

  /// @param hosts beside those of the loopback interface
  /// @throws IllegalArgumentException if one of them is no host
  AllowedHosts(List<String> hosts) {
    for (String host : hosts) {
      if (!ENTRY.matcher(host).matches()) {
        throw new IllegalArgumentException(
            "tripline.http.hosts: a name or an address is expected, without scheme and port, or"
                + " *.example.org for all names below one; not '"
                + host
                + "'");
      }
      String canonical =
          canonical(host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host);
      if (host.startsWith("*.")) {
        suffixes.add(canonical.substring(1));
      } else {
        names.add(canonical);
      }
    }
  }

  /// @param header the value of `Host`
  boolean allow(String header) {
    if (header.equals(lastAllowed)) {
      return true;
    }
    boolean allowed = judge(header);
    if (allowed) {
      lastAllowed = header;
    }
    return allowed;
  }

  private boolean judge(String header) {
    if (!AUTHORITY.matcher(header).matches()) {
      return false;
    }
    String host = canonical(withoutPort(header));
    return host.equals("localhost")
        || isLoopback(host)
        || names.contains(host)
        || suffixes.stream().anyMatch(host::endsWith);
  }

  private static String withoutPort(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
  }

  /// In lower case, without the dot that may end a name, and an IPv6 address in one form.
  private static String canonical(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    if (lower.startsWith("[")) {
      try {
        return InetAddress.ofLiteral(lower.substring(1, lower.length() - 1)).getHostAddress();
      } catch (IllegalArgumentException _) {
        return lower;
      }
    }
    return lower.endsWith(".") && lower.length() > 1
        ? lower.substring(0, lower.length() - 1)
        : lower;
  }

  private static boolean isLoopback(String host) {
    try {
      return (host.indexOf(':') >= 0 || host.matches("127(\\.[0-9]{1,3}){3}"))
          && InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
