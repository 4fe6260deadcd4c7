package dev.tripline.dispatcher.functionurl;

import dev.tripline.dispatcher.function.url.FunctionUrl.Cors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The headers by which a browser learns what pages of other origins may do. Pure.
///
/// @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors">Cross-origin resource sharing</a>
record UrlCors(Cors cors) {
  private static final String ALL = "*";

  /// Of an answer to a page.
  ///
  /// @param origin of the page; null if there is none
  Map<String, String> headers(@Nullable String origin) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (!allowed(origin)) {
      return headers;
    }
    addOrigin(headers, origin);
    put(headers, "access-control-expose-headers", cors.exposeHeaders());
    return headers;
  }

  /// Of the answer to the question that a browser asks before.
  ///
  /// @param method that it wants to send
  Map<String, String> preflight(@Nullable String origin, String method) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (!allowed(origin) || !has(cors.allowMethods(), method)) {
      return headers;
    }
    addOrigin(headers, origin);
    put(headers, "access-control-allow-methods", cors.allowMethods());
    put(headers, "access-control-allow-headers", cors.allowHeaders());
    Integer age = cors.maxAge();
    if (age != null) {
      headers.put("access-control-max-age", age.toString());
    }
    return headers;
  }

  private void addOrigin(Map<String, String> headers, @Nullable String origin) {
    boolean credentials = Boolean.TRUE.equals(cors.allowCredentials());
    boolean any = cors.allowOrigins() != null && cors.allowOrigins().contains(ALL);
    headers.put("access-control-allow-origin", any && !credentials ? ALL : String.valueOf(origin));
    if (!any || credentials) {
      headers.put("vary", "Origin");
    }
    if (credentials) {
      headers.put("access-control-allow-credentials", "true");
    }
  }

  private boolean allowed(@Nullable String origin) {
    return origin != null && has(cors.allowOrigins(), origin);
  }

  private static boolean has(@Nullable List<String> values, String wanted) {
    return values != null
        && values.stream().anyMatch(value -> value.equals(ALL) || value.equalsIgnoreCase(wanted));
  }

  private static void put(Map<String, String> headers, String name, @Nullable List<String> values) {
    if (values != null && !values.isEmpty()) {
      headers.put(name, String.join(",", values));
    }
  }
}
