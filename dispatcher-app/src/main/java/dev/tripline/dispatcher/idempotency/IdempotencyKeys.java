package dev.tripline.dispatcher.idempotency;

import dev.tripline.spi.source.http.HttpAnswer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Carries a request out once under its key, and answers it with the first result from then on, also after a
/// crash. Refusals are not kept: they change nothing, and the next attempt may succeed. Blocking; safe for
/// many threads and nodes.
public final class IdempotencyKeys {
  /// The longest body of a result that is kept.
  static final int LONGEST_BODY = 1024 * 1024;

  private final IdempotencyStore store;

  IdempotencyKeys(IdempotencyStore store) {
    this.store = store;
  }

  /// The request itself. Blocking.
  @FunctionalInterface
  public interface Work {
    Made run() throws InterruptedException;
  }

  /// @param lasting whether a repetition is answered with it
  public record Made(KeptResult result, boolean lasting) {}

  /// The answer to a request.
  public sealed interface Answered {
    /// @param result of this request, or the first one
    record Result(KeptResult result) implements Answered {}

    /// Nothing was done.
    record Refused(HttpAnswer.Problem problem) implements Answered {}
  }

  /// A request that may be carried out again, as it accepts nothing twice. Of simultaneous ones all get the
  /// result that is kept first.
  public Answered answer(KeyedRequest request, Work work) throws InterruptedException {
    if (!isKey(request.key())) {
      return noKey();
    }
    return switch (known(request, store.claim(request))) {
      case Answered known -> known;
      case null -> {
        Made made = work.run();
        yield new Answered.Result(isKept(made) ? first(request, made.result()) : made.result());
      }
    };
  }

  /// A request whose effects a repetition would double. While one is carried out, others are refused; one
  /// whose node died in between is carried out again.
  public Answered answerAlone(KeyedRequest request, Work work) throws InterruptedException {
    if (!isKey(request.key())) {
      return noKey();
    }
    IdempotencyStore.Claim claim = store.claimAlone(request);
    Answered known = known(request, claim);
    if (known != null) {
      return known;
    }
    if (!claim.taken()) {
      return refused(
          409,
          "Request outstanding",
          "a request with this "
              + KeyedRequest.HEADER
              + " is being carried out; send it again later");
    }
    boolean kept = false;
    try {
      Made made = work.run();
      if (!isKept(made)) {
        return new Answered.Result(made.result());
      }
      kept = true;
      return new Answered.Result(first(request, made.result()));
    } finally {
      if (!kept) {
        store.release(request);
      }
    }
  }

  /// Null for a request without a result.
  private static @Nullable Answered known(KeyedRequest request, IdempotencyStore.Claim claim) {
    if (!claim.fingerprint().equals(request.fingerprint())) {
      return refused(
          422,
          "Idempotency key reused",
          KeyedRequest.HEADER + " was sent before with another request; nothing was accepted");
    }
    KeptResult first = claim.result();
    return first == null ? null : new Answered.Result(first.replayed());
  }

  private KeptResult first(KeyedRequest request, KeptResult mine) {
    return store.keep(request, mine).map(KeptResult::replayed).orElse(mine);
  }

  private static boolean isKept(Made made) {
    return made.lasting() && made.result().body().length <= LONGEST_BODY;
  }

  private static boolean isKey(String key) {
    return !key.isBlank() && key.length() <= KeyedRequest.LONGEST_KEY;
  }

  private static Answered noKey() {
    return refused(
        400,
        "Invalid request",
        KeyedRequest.HEADER + " must have 1 to " + KeyedRequest.LONGEST_KEY + " characters");
  }

  private static Answered refused(int status, String title, String detail) {
    return new Answered.Refused(new HttpAnswer.Problem(status, Map.of(), title, detail, List.of()));
  }
}
