package dev.tripline.dispatcher.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/// Access control was turned off for a dispatcher that other machines could reach. It does not start.
final class UnprotectedAddressException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String remedy;

  private UnprotectedAddressException(String message, String remedy) {
    super(message);
    this.remedy = remedy;
  }

  /// What to do instead, as a sentence.
  String remedy() {
    return remedy;
  }

  /// Empty if the address may be listened on.
  static Optional<UnprotectedAddressException> of(Environment environment) {
    // As the setting itself is bound, in whatever way it is spelled.
    Mode mode =
        Binder.get(environment).bind("tripline.access.mode", Mode.class).orElse(Mode.REQUIRED);
    if (mode != Mode.OFF) {
      return managementPort(environment);
    }
    for (String name : new String[] {"server.address", "management.server.address"}) {
      String address = environment.getProperty(name, "").strip();
      boolean open = address.isEmpty() ? name.startsWith("server") : !isLoopback(address);
      if (open) {
        return Optional.of(
            new UnprotectedAddressException(
                "tripline.access.mode is off, and %s is %s: whoever reaches this machine could run code on it."
                    .formatted(name, address.isEmpty() ? "not set, which means all" : address),
                "Leave tripline.access.mode out, or listen on 127.0.0.1 (%s)".formatted(name)));
      }
    }
    return Optional.empty();
  }

  /// A server of its own would not have the filter of access control.
  private static Optional<UnprotectedAddressException> managementPort(Environment environment) {
    String port = environment.getProperty("management.server.port");
    return port == null || port.equals(environment.getProperty("server.port"))
        ? Optional.empty()
        : Optional.of(
            new UnprotectedAddressException(
                "management.server.port is "
                    + port
                    + ": a second port would not be protected by access control.",
                "Leave management.server.port out: /actuator is on the port of all other routes,"
                    + " and takes the token of a key"));
  }

  private enum Mode {
    REQUIRED,
    OFF
  }

  private static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException _) {
      return false;
    }
  }
}
