package dev.tripline.dispatcher.access.execution;

import dev.tripline.dispatcher.secret.reference.SecretReference;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The credentials that functions find in their environment.
///
/// @param lifetime of those that the dispatcher issues, 20 minutes to 7 days; a worker is replaced before
///     they end
/// @param endpoint where functions reach a dispatcher, as `AWS_ENDPOINT_URL_LAMBDA`; the node's own
///     address if not set, none if that has TLS
/// @param roles rights of functions here, by the name or ARN of their execution role: `ROLE=viewer`,
///     `ROLE=publisher` or `ROLE=operator`, with patterns of resources behind it if they are to be
///     limited (`orders=publisher function:orders-*`); `*` stands for all other roles. Without an
///     entry a function may do what the policies of other functions allow it
/// @param accessKeyId for all functions, in place of credentials of the dispatcher's: the id of an access
///     key of AWS's or of another server, or a reference to it
/// @param secretAccessKey its secret, a reference: `secret:NAME`, `env:NAME` or `file:PATH`
/// @param sessionToken its session token, a reference; for a key that has one
@ConfigurationProperties("tripline.function-credentials")
public record FunctionCredentialSettings(
    @DefaultValue("12h") Duration lifetime,
    @Nullable URI endpoint,
    @DefaultValue List<String> roles,
    @Nullable String accessKeyId,
    @Nullable SecretReference secretAccessKey,
    @Nullable SecretReference sessionToken) {

  private static final String NAME = "tripline.function-credentials";
  private static final Duration SHORTEST = Duration.ofMinutes(20);
  private static final Duration LONGEST = Duration.ofDays(7);

  public FunctionCredentialSettings {
    roles = List.copyOf(roles);
    if (lifetime.compareTo(SHORTEST) < 0 || lifetime.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          NAME + ".lifetime must be 20m, which is more than the longest timeout, to 7d");
    }
    if (endpoint != null
        && (endpoint.getHost() == null
            || !List.of("http", "https").contains(endpoint.getScheme()))) {
      throw new IllegalArgumentException(NAME + ".endpoint must be a URL of http or https");
    }
    if ((accessKeyId == null) != (secretAccessKey == null)
        || (sessionToken != null && accessKeyId == null)) {
      throw new IllegalArgumentException(
          NAME + ": access-key-id and secret-access-key are set together or not at all");
    }
    try {
      RoleGrants.of(roles);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(NAME + "." + e.getMessage(), e);
    }
    AssignedCredentials all = assigned(accessKeyId, secretAccessKey, sessionToken);
    if (all != null) {
      all.references().forEach(reference -> reference.requireThere(NAME));
    }
  }

  /// The credentials of all functions; null if there are none.
  public @Nullable AssignedCredentials assigned() {
    return assigned(accessKeyId, secretAccessKey, sessionToken);
  }

  private static @Nullable AssignedCredentials assigned(
      @Nullable String id, @Nullable SecretReference secret, @Nullable SecretReference token) {
    return id == null || secret == null
        ? null
        : new AssignedCredentials(id, secret.text(), token == null ? null : token.text());
  }
}
