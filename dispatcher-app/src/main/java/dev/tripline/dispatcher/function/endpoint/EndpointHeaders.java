package dev.tripline.dispatcher.function.endpoint;

import dev.tripline.dispatcher.secret.reference.SecretReference;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The headers that an endpoint's registration may name, and their values when a request is sent.
public final class EndpointHeaders {
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
  private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e]{1,4096}");
  private static final Pattern SECRET =
      Pattern.compile(".*(authorization|cookie|token|secret|password|api-?key|signature).*");

  /// Those that belong to the connection or to us.
  private static final Set<String> RESERVED =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private final String secretPrefix;
  private final @Nullable Path secretDirectory;

  public EndpointHeaders(EndpointSettings settings) {
    this.secretPrefix = settings.secretPrefix();
    this.secretDirectory = settings.secretDirectory();
  }

  /// Why a header cannot be registered; empty if it can. Values are never part of the answer.
  public Optional<String> objection(String name, String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!TOKEN.matcher(name).matches()) {
      return Optional.of("'" + name + "' is not the name of a header");
    }
    if (RESERVED.contains(lower) || lower.startsWith("tripline-")) {
      return Optional.of(name + " is set by the dispatcher itself");
    }
    if (!VALUE.matcher(value).matches()) {
      return Optional.of("the value of " + name + " must be 1 to 4,096 printable characters");
    }
    if (SecretReference.isReference(value)) {
      return referenceObjection(name, value);
    }
    if (SECRET.matcher(lower).matches()) {
      return Optional.of(
          "%s holds a secret; give it as a reference, env:%s… or file:PATH"
              .formatted(name, secretPrefix));
    }
    return Optional.empty();
  }

  /// The values as they are sent.
  ///
  /// @throws IllegalStateException if a secret is not there
  Map<String, String> resolve(Map<String, String> headers) {
    Map<String, String> resolved = new LinkedHashMap<>();
    headers.forEach((name, value) ->
        resolved.put(
            name,
            SecretReference.isReference(value) ? new SecretReference(value).resolve() : value));
    return resolved;
  }

  private Optional<String> referenceObjection(String name, String reference) {
    if (new SecretReference(reference).stored()) {
      return Optional.of(name + " cannot refer to a stored secret");
    }
    if (reference.startsWith("env:")) {
      return reference.startsWith("env:" + secretPrefix)
          ? Optional.empty()
          : Optional.of("%s may only refer to env:%s…".formatted(name, secretPrefix));
    }
    if (secretDirectory == null) {
      return Optional.of(
          name + " refers to a file, but tripline.endpoints.secret-directory is not set");
    }
    try {
      Path file = Path.of(reference.substring("file:".length())).toAbsolutePath().normalize();
      if (file.startsWith(secretDirectory.toAbsolutePath().normalize())) {
        return Optional.empty();
      }
    } catch (InvalidPathException e) {
      return Optional.of(name + " does not refer to a file");
    }
    return Optional.of(name + " may only refer to files below tripline.endpoints.secret-directory");
  }
}
