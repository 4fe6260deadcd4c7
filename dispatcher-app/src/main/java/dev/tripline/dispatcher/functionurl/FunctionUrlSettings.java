package dev.tripline.dispatcher.functionurl;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// Function URLs.
///
/// @param baseUrl the address under which each URL has a name of its own: with
///     `https://lambda-url.example.org` they are `https://ID.lambda-url.example.org/`, and all names below it
///     must lead here. If it is not set, the API shows URLs below a path, `http://HOST:PORT/function-url/ID/`
@ConfigurationProperties("tripline.function-urls")
public record FunctionUrlSettings(@Nullable URI baseUrl) {
  public FunctionUrlSettings {
    if (baseUrl != null
        && (baseUrl.getHost() == null
            || !("http".equals(baseUrl.getScheme()) || "https".equals(baseUrl.getScheme()))
            || !(baseUrl.getRawPath().isEmpty() || baseUrl.getRawPath().equals("/"))
            || baseUrl.getRawUserInfo() != null
            || baseUrl.getRawQuery() != null
            || baseUrl.getRawFragment() != null)) {
      throw new IllegalArgumentException(
          "tripline.function-urls.base-url must be http:// or https:// and a host name, without a"
              + " path, not '"
              + baseUrl
              + "'");
    }
  }
}
