package dev.tripline.dispatcher.rest.guard;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Refuses what a browser sends for a page of another origin, whatever its method: pages reach this
/// address as every program on their machine does. Programs that are no browsers send neither header.
/// Pure.
public final class RequestOrigin {
  /// The one path to which a page of another site sends a browser: that of an OpenID provider, behind a
  /// login. Its operation believes nothing that the browser did not bring along from here.
  public static final String RETURN = "/login/openid/callback";

  private RequestOrigin() {}

  /// Whether [#RETURN] is asked for, which a browser may open for another site by a navigation alone.
  ///
  /// @param path as it was sent
  static boolean mayBeReturn(String method, String path) {
    return method.equals("GET") && path.equals(RETURN);
  }

  /// Whether it is a browser that opens a page of its own; not a script, a form or a frame.
  ///
  /// @param modes the values of `Sec-Fetch-Mode`
  /// @param destinations the values of `Sec-Fetch-Dest`
  static boolean isNavigation(List<String> modes, List<String> destinations) {
    return modes.equals(List.of("navigate")) && destinations.equals(List.of("document"));
  }

  /// @param host the header `Host`, checked
  /// @param origins the values of `Origin`
  /// @param sites the values of `Sec-Fetch-Site`
  /// @return the objection in words; null if there is none
  static @Nullable String objection(String host, List<String> origins, List<String> sites) {
    for (String site : sites) {
      if (!site.equals("same-origin") && !site.equals("none")) {
        return "a page of another site may not call this dispatcher (Sec-Fetch-Site: " + site + ")";
      }
    }
    for (String origin : origins) {
      if (!isOf(host, origin)) {
        return "a page of another origin may not call this dispatcher (Origin: " + origin + ")";
      }
    }
    return null;
  }

  /// Behind a proxy that ends TLS the scheme is the proxy's: host and port are compared.
  private static boolean isOf(String host, String origin) {
    String lower = origin.toLowerCase(Locale.ROOT);
    if (lower.startsWith("http://")) {
      return lower.substring(7).equals(withoutPort(host, ":80"));
    }
    return lower.startsWith("https://") && lower.substring(8).equals(withoutPort(host, ":443"));
  }

  /// A browser leaves the port of the scheme out.
  private static String withoutPort(String host, String standard) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.endsWith(standard)
        ? lower.substring(0, lower.length() - standard.length())
        : lower;
  }
}
