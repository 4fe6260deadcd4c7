package dev.tripline.dispatcher.function.credential;

import dev.tripline.dispatcher.access.execution.AssignedCredentials;
import dev.tripline.dispatcher.access.execution.FunctionSessions;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.WorkerCredentials;
import dev.tripline.spi.store.StoreUnavailableException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Gives each worker its credentials: those that an operator has assigned to the function, else those for
/// all functions, else a session of the function's own, which the dispatcher accepts. Without access
/// control nobody looks at a session, and functions have placeholders. Safe for many threads.
public final class FunctionCredentials implements WorkerCredentials {
  /// The services that the dispatcher answers for.
  private static final List<String> SERVICES = List.of("LAMBDA", "SNS", "EVENTBRIDGE");

  private final Registry registry;
  private final Defaults defaults;
  private final CredentialValues values;
  private final @Nullable FunctionSessions sessions;
  private final Supplier<@Nullable String> endpoint;

  /// @param sessions null without access control
  /// @param endpoint of this dispatcher as functions reach it; null as long as it is not known
  public FunctionCredentials(
      Registry registry,
      Defaults defaults,
      CredentialValues values,
      @Nullable FunctionSessions sessions,
      Supplier<@Nullable String> endpoint) {
    this.registry = registry;
    this.defaults = defaults;
    this.values = values;
    this.sessions = sessions;
    this.endpoint = endpoint;
  }

  /// Credentials of all functions that have none of their own.
  ///
  /// @param assigned by reference; null for none
  /// @param plain as variables in the settings, where none are assigned; empty for none
  public record Defaults(@Nullable AssignedCredentials assigned, Map<String, String> plain) {
    public Defaults {
      plain = Map.copyOf(plain);
    }

    /// Never a value.
    @Override
    public String toString() {
      return "credentials of all functions";
    }
  }

  @Override
  public Issued issue(FunctionSpec spec) throws IOException {
    String function = spec.functionName();
    try {
      AssignedCredentials assigned = assigned(function);
      if (assigned != null) {
        return assigned(function, assigned);
      }
      return defaults.plain.isEmpty() ? own(spec) : plain(function);
    } catch (IllegalStateException | StoreUnavailableException e) {
      throw new IOException(
          "the credentials of " + function + " cannot be read: " + e.getMessage(), e);
    }
  }

  private Issued assigned(String function, AssignedCredentials assigned) {
    CredentialValues.Values read = values.read(assigned);
    return new Issued(
        read.variables(),
        Map.of(),
        null,
        () -> assigned.equals(assigned(function)) && values.isLast(assigned, read));
  }

  private Issued plain(String function) {
    return new Issued(defaults.plain, Map.of(), null, () -> assigned(function) == null);
  }

  private Issued own(FunctionSpec spec) {
    String at = endpoint.get();
    Map<String, String> endpoints = new HashMap<>();
    if (at != null) {
      SERVICES.forEach(service -> endpoints.put("AWS_ENDPOINT_URL_" + service, at));
    }
    String function = spec.functionName();
    if (sessions == null) {
      return new Issued(PLACEHOLDERS.key(), endpoints, null, () -> isOwn(function) && isAt(at));
    }
    FunctionSessions.Session session = sessions.issue(function, spec.role());
    return new Issued(
        Map.of(
            KEY_ID,
            session.accessKeyId(),
            SECRET_KEY,
            session.secretAccessKey(),
            SESSION_TOKEN,
            session.token()),
        endpoints,
        session.validUntil(),
        () -> isOwn(function) && isAt(at));
  }

  private boolean isOwn(String function) {
    return assigned(function) == null;
  }

  /// A worker that was started before the server has its port is replaced.
  private boolean isAt(@Nullable String at) {
    return Objects.equals(endpoint.get(), at);
  }

  private @Nullable AssignedCredentials assigned(String function) {
    PackageFunction found = registry.function(function);
    AssignedCredentials own = found == null ? null : found.credentials();
    return own == null ? defaults.assigned : own;
  }
}
