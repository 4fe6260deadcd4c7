package dev.tripline.dispatcher.function.credential;

import java.net.InetAddress;
import java.net.URI;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The address at which functions of this node reach its dispatcher: the one that the settings name, else
/// where its server listens. Safe for many threads.
public final class OwnAddress implements Supplier<@Nullable String> {
  private static final String LOOPBACK = "127.0.0.1";

  private final Function<String, @Nullable String> properties;
  private final boolean encrypted;
  private volatile @Nullable String known;

  /// @param named null for the server's own
  /// @param properties of the application: its server's address and port
  OwnAddress(@Nullable URI named, Function<String, @Nullable String> properties) {
    this.properties = properties;
    known = named == null ? null : named.toString();
    encrypted =
        !"false".equals(properties.apply("server.ssl.enabled"))
            && Stream.of("bundle", "key-store", "certificate")
                .anyMatch(name -> properties.apply("server.ssl." + name) != null);
  }

  /// Null until the server has chosen its port, and for a server with TLS: functions need its name
  /// and its certificate, which only the operator knows.
  @Override
  public @Nullable String get() {
    String found = known;
    if (found == null && !encrypted) {
      found = own();
      known = found;
    }
    return found;
  }

  private @Nullable String own() {
    String port = properties.apply("local.server.port");
    if (port == null) {
      port = properties.apply("server.port");
    }
    return port == null || port.equals("0") || port.startsWith("-")
        ? null
        : "http://" + host(properties.apply("server.address")) + ":" + port;
  }

  /// A server that listens on every address listens on loopback, too.
  private static String host(@Nullable String address) {
    if (address == null || address.isEmpty()) {
      return LOOPBACK;
    }
    try {
      InetAddress literal = InetAddress.ofLiteral(address);
      if (literal.isAnyLocalAddress()) {
        return LOOPBACK;
      }
      return address.contains(":") && !address.startsWith("[") ? "[" + address + "]" : address;
    } catch (IllegalArgumentException _) {
      return address;
    }
  }
}
