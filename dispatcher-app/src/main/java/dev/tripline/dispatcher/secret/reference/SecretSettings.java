package dev.tripline.dispatcher.secret.reference;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The key of stored secrets, and the secrets outside of the store that a caller of the API may
/// refer to. Configuration files may refer to any.
///
/// @param keyFile of the keys that encrypt the store's secrets; null for `keys/secrets.json` in the
///     data directory
/// @param allowedEnvironment how the name of a variable must begin
/// @param allowedDirectories in which files may be referred to; none by default
@ConfigurationProperties("tripline.secrets")
public record SecretSettings(
    @Nullable Path keyFile,
    @DefaultValue("TRIPLINE_SECRET_") String allowedEnvironment,
    @DefaultValue List<Path> allowedDirectories) {

  public SecretSettings {
    allowedDirectories = List.copyOf(allowedDirectories);
  }

  /// The reason why a caller may not use this reference; empty if it may.
  public Optional<String> objection(SecretReference reference) {
    String text = reference.text();
    if (reference.stored()) {
      return Optional.empty();
    }
    if (text.startsWith("env:")) {
      return text.startsWith("env:" + allowedEnvironment)
          ? Optional.empty()
          : Optional.of(
              "may only refer to env:"
                  + allowedEnvironment
                  + "…; others are for configuration files"
                  + " (tripline.secrets.allowed-environment)");
    }
    try {
      Path file = Path.of(text.substring("file:".length())).toAbsolutePath().normalize();
      if (allowedDirectories.stream()
          .anyMatch(allowed -> file.startsWith(allowed.toAbsolutePath().normalize()))) {
        return Optional.empty();
      }
    } catch (InvalidPathException _) {
      return Optional.of("does not refer to a file");
    }
    return Optional.of(
        "may only refer to files below tripline.secrets.allowed-directories; others are for"
            + " configuration files");
  }
}
