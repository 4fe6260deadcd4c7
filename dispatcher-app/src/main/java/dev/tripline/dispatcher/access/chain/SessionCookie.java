package dev.tripline.dispatcher.access.chain;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads cookies of requests.
public final class SessionCookie {
  /// The cookie that has the session.
  public static final String NAME = "tripline_session";

  private SessionCookie() {}

  /// The session of a request; null if there is none.
  public static @Nullable String of(HttpServletRequest request) {
    return value(request, NAME);
  }

  /// The value of a cookie; null if there is none. Two of one name are none: another server of the host
  /// may have set one of them.
  public static @Nullable String value(HttpServletRequest request, String name) {
    Cookie[] cookies = request.getCookies();
    if (cookies == null) {
      return null;
    }
    List<String> values =
        Arrays.stream(cookies)
            .filter(cookie -> cookie.getName().equals(name))
            .map(Cookie::getValue)
            .toList();
    return values.size() == 1 ? values.getFirst() : null;
  }
}
