package dev.tripline.dispatcher.functionurl;

import dev.tripline.dispatcher.rest.exchange.ExposedAddresses;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The addresses of function URLs: a name of its own for each, `ID.lambda-url.REGION.localhost` or below
/// the settings' base, and a path, `/function-url/ID/`. Pure; safe for many threads.
public final class UrlAddresses implements ExposedAddresses {
  private static final String PREFIX = "/function-url/";
  private static final Pattern PORT = Pattern.compile("(:[0-9]{1,5})?");
  private static final Pattern ID = Pattern.compile("[a-z0-9]{32}");

  private final @Nullable URI base;
  private final List<String> domains = new ArrayList<>();

  public UrlAddresses(FunctionUrlSettings settings, String region) {
    base = settings.baseUrl();
    domains.add(".lambda-url." + region + ".localhost");
    if (base != null) {
      domains.add("." + base.getHost().toLowerCase(Locale.ROOT));
    }
  }

  /// The part of an address that a function sees.
  ///
  /// @param path with a leading slash, still encoded
  /// @param below the path that belongs to the URL itself; empty if it has a name of its own
  record Found(String id, String path, String below) {}

  /// The URL that a request is for; empty if it is for none.
  ///
  /// @param host the header `Host`
  /// @param path as it was sent
  Optional<Found> find(@Nullable String host, String path) {
    String id = host == null ? null : idOf(host);
    if (id != null) {
      return Optional.of(new Found(id, path, ""));
    }
    if (!path.startsWith(PREFIX)) {
      return Optional.empty();
    }
    int slash = path.indexOf('/', PREFIX.length());
    int end = slash < 0 ? path.length() : slash;
    return Optional.of(
        new Found(
            path.substring(PREFIX.length(), end),
            slash < 0 ? "/" : path.substring(slash),
            path.substring(0, end)));
  }

  @Override
  public boolean hasHost(String host) {
    return idOf(host) != null;
  }

  @Override
  public boolean hasPath(String path) {
    return path.startsWith(PREFIX);
  }

  /// The address as the API shows it.
  ///
  /// @param server as its caller addressed this one: `http://127.0.0.1:9000`
  public String url(String id, String server) {
    if (base == null) {
      return server + PREFIX + id + "/";
    }
    String port = base.getPort() < 0 ? "" : ":" + base.getPort();
    return base.getScheme() + "://" + id + "." + base.getHost() + port + "/";
  }

  private @Nullable String idOf(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    for (String domain : domains) {
      int at = lower.lastIndexOf(domain);
      if (at > 0) {
        Matcher port = PORT.matcher(lower.substring(at + domain.length()));
        String id = lower.substring(0, at);
        if (port.matches() && ID.matcher(id).matches()) {
          return id;
        }
      }
    }
    return null;
  }
}
