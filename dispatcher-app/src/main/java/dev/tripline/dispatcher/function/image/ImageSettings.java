package dev.tripline.dispatcher.function.image;

import dev.tripline.dispatcher.network.AddressGuard;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// Container images as functions.
///
/// @param largest the most bytes that an image may have when it is unpacked
/// @param directories below which images may be named as `oci:PATH` and `oci-archive:PATH`; none by
///     default
/// @param allow private addresses, CIDR blocks and host names of registries that may be reached all the
///     same; without them, public addresses only
/// @param plainHttp registries (`HOST` or `HOST:PORT`) that are spoken to without TLS; those on
///     `localhost` and loopback addresses always are
/// @param pullTimeout after which nothing more of an image is fetched
/// @param logins at registries
@ConfigurationProperties("tripline.images")
public record ImageSettings(
    @DefaultValue("10GB") DataSize largest,
    @DefaultValue List<Path> directories,
    @DefaultValue List<String> allow,
    @DefaultValue List<String> plainHttp,
    @DefaultValue("30m") Duration pullTimeout,
    @DefaultValue Map<String, RegistryLogin> logins) {

  public ImageSettings {
    directories = List.copyOf(directories);
    allow = List.copyOf(allow);
    plainHttp = List.copyOf(plainHttp);
    logins = Map.copyOf(logins);
    AddressGuard _ = new AddressGuard("tripline.images.allow", allow);
    if (largest.toBytes() < 1 || !pullTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "tripline.images: largest > 0 and pull-timeout > 0 must hold");
    }
    Map<String, String> names = new HashMap<>();
    logins.forEach((name, login) -> {
      String other = names.put(login.registryOr(name), name);
      if (other != null) {
        throw new IllegalArgumentException(
            "tripline.images.logins: " + name + " and " + other + " are for the same registry");
      }
      login.password().requireThere("tripline.images.logins." + name + ".password");
    });
  }

  /// A login that is sent to one registry, for whoever may create functions.
  ///
  /// @param registry `HOST` or `HOST:PORT`, as in the names of images; its name in the settings without it
  /// @param username may be missing if the password is a stored secret that has it too
  /// @param password a reference: `secret:NAME`, `env:NAME` or `file:PATH`
  public record RegistryLogin(
      @Nullable String registry, @Nullable String username, SecretReference password) {
    public RegistryLogin {
      if (Objects.isNull(password)) {
        throw new IllegalArgumentException("tripline.images.logins: each has a password");
      }
    }

    private String registryOr(String name) {
      return registry == null ? name : registry;
    }
  }

  Optional<RegistryLogin> login(String registry) {
    return logins.entrySet().stream()
        .filter(entry -> entry.getValue().registryOr(entry.getKey()).equals(registry))
        .map(Map.Entry::getValue)
        .findAny();
  }

  AddressGuard guard() {
    return new AddressGuard("tripline.images.allow", allow);
  }
}
