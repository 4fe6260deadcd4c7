package dev.tripline.dispatcher.function.credential;

import dev.tripline.delivery.PollThread;
import dev.tripline.dispatcher.access.execution.AssignedCredentials;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.runtime.WorkerCredentials;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The values of credentials that operators have assigned, looked up again every few seconds, so that
/// workers with an old value can be told. Safe for many threads.
public final class CredentialValues implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CredentialValues.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final StoredSecrets secrets;
  private final Supplier<Set<AssignedCredentials>> used;
  private final Map<AssignedCredentials, Values> known = new ConcurrentHashMap<>();
  private final Set<AssignedCredentials> failing = ConcurrentHashMap.newKeySet();
  private final PollThread watch;

  /// @param used all that functions have now; answers from memory
  public CredentialValues(StoredSecrets secrets, Supplier<Set<AssignedCredentials>> used) {
    this.secrets = secrets;
    this.used = used;
    watch =
        new PollThread(
            "function-credential-watch",
            PAUSE,
            this::refreshKnown,
            "Credentials of functions cannot be read and stay as they were",
            "Watching credentials of functions");
  }

  /// The variables of credentials. They are never part of a text.
  record Values(Map<String, String> variables) {
    Values {
      variables = Map.copyOf(variables);
    }

    @Override
    public String toString() {
      return "credentials";
    }
  }

  public void start() {
    watch.start();
  }

  /// Looks them up now. Blocking.
  ///
  /// @throws IllegalStateException if one of them is not there; the message has no value in it
  Values read(AssignedCredentials assigned) {
    Map<String, String> variables = new HashMap<>();
    variables.put(WorkerCredentials.KEY_ID, value(assigned.accessKeyId()));
    variables.put(WorkerCredentials.SECRET_KEY, value(assigned.secretAccessKey()));
    String token = assigned.sessionToken();
    if (token != null) {
      variables.put(WorkerCredentials.SESSION_TOKEN, value(token));
    }
    Values values = new Values(variables);
    known.put(assigned, values);
    return values;
  }

  /// Whether these are the values that were seen last.
  boolean isLast(AssignedCredentials assigned, Values values) {
    return values.equals(known.get(assigned));
  }

  private String value(String text) {
    return SecretReference.isReference(text) ? new SecretReference(text).resolve(secrets) : text;
  }

  /// Looks all of them up again, and forgets those that nothing has any more. Of one that is not there
  /// now, the last values stay. Blocking.
  void refresh() {
    Set<AssignedCredentials> now = used.get();
    known.keySet().retainAll(now);
    failing.retainAll(now);
    for (AssignedCredentials assigned : known.keySet()) {
      try {
        read(assigned);
        failing.remove(assigned);
      } catch (RuntimeException e) {
        if (failing.add(assigned)) {
          log.warn("Credentials of functions cannot be read; running workers keep theirs", e);
        }
      }
    }
  }

  private boolean refreshKnown() {
    if (!known.isEmpty()) {
      refresh();
    }
    return false;
  }

  @Override
  public void close() {
    watch.close();
  }
}
