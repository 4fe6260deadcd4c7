package dev.tripline.dispatcher.connection;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/// The address of an AMQP broker.
public record BrokerAddress(String host, int port, boolean tls, String virtualHost) {
  /// @throws IllegalArgumentException if it is no address of a broker
  public static BrokerAddress of(URI uri) {
    String scheme = String.valueOf(uri.getScheme());
    if (!scheme.matches("amqps?") || uri.getHost() == null) {
      throw new IllegalArgumentException("must look like amqp://host:5672/vhost or amqps://…");
    }
    if (uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "must not contain user and password; give username, and password as env:NAME or"
              + " file:PATH");
    }
    boolean tls = scheme.equals("amqps");
    int port = uri.getPort() > 0 ? uri.getPort() : tls ? 5671 : 5672;
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    String virtualHost =
        path.length() <= 1
            ? "/"
            : URLDecoder.decode(path.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
    return new BrokerAddress(uri.getHost(), port, tls, virtualHost);
  }
}
