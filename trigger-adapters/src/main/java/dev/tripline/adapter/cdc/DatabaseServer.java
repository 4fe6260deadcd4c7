package dev.tripline.adapter.cdc;

import dev.tripline.spi.network.AddressResolver;
import org.jspecify.annotations.Nullable;

/// A database and the way to it.
///
/// @param database its name
/// @param addresses judges the addresses of the host at each connection
public record DatabaseServer(
    String host, int port, String database, Login login, Tls tls, AddressResolver addresses) {

  /// Never to be logged.
  public record Login(String username, String password) {
    @Override
    public String toString() {
      return "login of " + username;
    }
  }

  /// @param trusted certificates in PEM; null for those of the JVM
  public record Tls(Mode mode, @Nullable String trusted) {}

  /// How much of TLS there is.
  public enum Mode {
    /// In the clear.
    DISABLE,
    /// Encrypted; whoever answers is believed.
    REQUIRE,
    /// The certificate must be of a trusted authority.
    VERIFY_CA,
    /// It must be for the host's name, too.
    VERIFY_FULL
  }

  /// For messages.
  public String inWords() {
    return host + ":" + port + "/" + database;
  }
}
