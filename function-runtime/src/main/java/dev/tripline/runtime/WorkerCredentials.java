package dev.tripline.runtime;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The credentials that workers find in their environment. Safe for many threads.
@FunctionalInterface
public interface WorkerCredentials {

  /// The variables that hold an access key.
  String KEY_ID = "AWS_ACCESS_KEY_ID";

  String SECRET_KEY = "AWS_SECRET_ACCESS_KEY";
  String SESSION_TOKEN = "AWS_SESSION_TOKEN";

  /// With these every client of AWS's makes itself, as on Lambda; nobody accepts them.
  Issued PLACEHOLDERS =
      Issued.forGood(
          Map.of(
              KEY_ID,
              "TRIPLINEPLACEHOLDER",
              SECRET_KEY,
              "TRIPLINEPLACEHOLDERTRIPLINEPLACEHOLDER00",
              SESSION_TOKEN,
              "TRIPLINEPLACEHOLDER"),
          Map.of());

  /// Called before each start of a worker; may block.
  ///
  /// @throws IOException if there are none for the function now; the worker is not started
  Issued issue(FunctionSpec spec) throws IOException;

  /// The credentials of one worker. Their values are never part of a text.
  ///
  /// @param key access key, secret and session token, by variable
  /// @param endpoints variables that lead clients to where the key is accepted; the operator's and the
  ///     function's own variables win over them
  /// @param validUntil a worker that has them runs no invocation that could end later; null if they last
  /// @param current whether a worker that is started now would get the same; must not block. A worker
  ///     whose credentials are not current gets no further invocation
  record Issued(
      Map<String, String> key,
      Map<String, String> endpoints,
      @Nullable Instant validUntil,
      BooleanSupplier current) {

    public Issued {
      key = Map.copyOf(key);
      endpoints = Map.copyOf(endpoints);
    }

    /// Such as do not change.
    public static Issued forGood(Map<String, String> key, Map<String, String> endpoints) {
      return new Issued(key, endpoints, null, () -> true);
    }

    /// Whether an invocation that begins now and lasts as long as it may ends while they are valid.
    public boolean serve(Instant now, Duration timeout) {
      return current.getAsBoolean()
          && (validUntil == null || !now.plus(timeout).isAfter(validUntil));
    }

    @Override
    public String toString() {
      return "credentials valid until " + (validUntil == null ? "they are changed" : validUntil);
    }
  }
}
