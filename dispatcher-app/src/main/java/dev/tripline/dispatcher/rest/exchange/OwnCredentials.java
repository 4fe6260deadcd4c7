package dev.tripline.dispatcher.rest.exchange;

import dev.tripline.adapter.http.proxy.ProxyRequest.Header;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Leaves the credentials of this dispatcher out of requests that functions see, by their form: also one that
/// is disabled, or that nobody had to show. Credentials of others stay: they are the function's. Pure.
final class OwnCredentials {
  /// Of cookies that are this dispatcher's own.
  private static final String COOKIE = "tripline_";

  private static final Set<String> AUTHORIZATIONS = Set.of("authorization", "proxy-authorization");
  private static final String SESSION = "x-amz-security-token";
  private static final Set<String> SIGNED_QUERY = Set.of("x-amz-signature", SESSION);

  /// A bearer token, or the id of a key or of a function's session in a signature.
  private static final Pattern OWN =
      Pattern.compile("tripline_TL|^AWS4-\\S+\\s.*Credential=(?:TLAK|ASIA)");

  private static final Pattern PRESIGNED =
      Pattern.compile("(?:^|&)X-Amz-Credential=(?:TLAK|ASIA)", Pattern.CASE_INSENSITIVE);
  private static final Pattern BASIC = Pattern.compile("(?i)basic\\s+(\\S+)\\s*");

  private OwnCredentials() {}

  /// @param authorized whether its `Authorization` was for the dispatcher, whatever it is
  static List<Header> without(List<Header> headers, boolean authorized) {
    boolean signed =
        authorized || headers.stream().anyMatch(header -> isAuthorization(header) && isOwn(header));
    return headers.stream()
        .filter(header -> !isAuthorization(header) || !isOwn(header))
        .filter(header -> !authorized || !header.name().equals("authorization"))
        .filter(header -> !signed || !header.name().equals(SESSION))
        .map(header -> header.name().equals("cookie") ? withoutCookies(header) : header)
        .filter(header -> !header.name().equals("cookie") || !header.value().isEmpty())
        .toList();
  }

  /// @param query as it was sent
  static String without(String query) {
    if (!PRESIGNED.matcher(query).find()) {
      return query;
    }
    return Arrays.stream(query.split("&", -1))
        .filter(pair -> !SIGNED_QUERY.contains(name(pair)))
        .collect(Collectors.joining("&"));
  }

  /// The guard before all routes has refused what is not correctly encoded.
  private static String name(String pair) {
    return URLDecoder.decode(pair.split("=", 2)[0], StandardCharsets.UTF_8)
        .toLowerCase(Locale.ROOT);
  }

  private static boolean isAuthorization(Header header) {
    return AUTHORIZATIONS.contains(header.name());
  }

  private static boolean isOwn(Header header) {
    var basic = BASIC.matcher(header.value());
    return OWN.matcher(basic.matches() ? decoded(basic.group(1)) : header.value()).find();
  }

  private static String decoded(String text) {
    try {
      return new String(Base64.getDecoder().decode(text), StandardCharsets.ISO_8859_1);
    } catch (IllegalArgumentException _) {
      return text;
    }
  }

  private static Header withoutCookies(Header header) {
    return new Header(
        header.name(),
        Arrays.stream(header.value().split(";", -1))
            .map(String::strip)
            .filter(cookie -> !cookie.isEmpty() && !cookie.startsWith(COOKIE))
            .collect(Collectors.joining("; ")));
  }
}
