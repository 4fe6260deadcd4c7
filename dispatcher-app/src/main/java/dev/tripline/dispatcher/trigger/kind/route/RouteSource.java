package dev.tripline.dispatcher.trigger.kind.route;

import dev.tripline.adapter.http.webhook.WebhookScheme;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.TimeoutLimit;
import dev.tripline.dispatcher.trigger.TriggerSource;
import java.time.Duration;
import java.util.Set;

/// Requests of one method to one template of paths, below `/http`.
///
/// @param method in upper case, or `ANY`
/// @param async whether the caller gets the id of an invocation instead of its answer
record RouteSource(String method, RoutePath path, Payload payload, boolean async, Proof proof)
    implements TriggerSource {
  static final String ANY = "ANY";

  static final SourceTraits TRAITS =
      new SourceTraits(
          "route", Set.of("method", "path"), SourceTraits.Shape.PUSH, TimeoutLimit.NONE);

  /// The form of events and answers.
  enum Payload {
    V1("1.0"),
    V2("2.0");

    private final String word;

    Payload(String word) {
      this.word = word;
    }

    /// As it is written in forms.
    String word() {
      return word;
    }
  }

  /// The proof that callers need.
  sealed interface Proof {
    /// A token of one who may publish to the trigger.
    record Token() implements Proof {}

    /// None: everybody who reaches the server may call.
    record Nothing() implements Proof {}

    /// The signature of one who has the secret.
    ///
    /// @param secret one, or several, each on a line
    /// @param tolerance how old a signature may be
    record Signature(WebhookScheme scheme, SecretReference secret, Duration tolerance)
        implements Proof {}
  }

  /// `POST /orders/{id}`
  String key() {
    return method + " " + path.text();
  }

  @Override
  public SourceTraits traits() {
    return TRAITS;
  }
}
