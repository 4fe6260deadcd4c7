package dev.tripline.store.engine;

import org.jspecify.annotations.Nullable;

/// The store cannot be used as it is, so the dispatcher does not start. Nothing in it was changed
/// or removed. The message is one line: what is refused, why, and the remedy.
public final class StoreRefusedException extends RuntimeException {
  private final String refused;
  private final String reason;
  private final String remedy;

  public StoreRefusedException(String refused, String reason, String remedy) {
    this(refused, reason, remedy, null);
  }

  /// @param refused for instance `The store /data/store.db is damaged`
  /// @param reason without a full stop; several lines become one
  /// @param remedy a whole sentence
  public StoreRefusedException(
      String refused, String reason, String remedy, @Nullable Throwable cause) {
    super(refused + ": " + oneLine(reason) + ". " + remedy, cause);
    this.refused = refused;
    this.reason = oneLine(reason);
    this.remedy = remedy;
  }

  /// The thing that is refused.
  public String refused() {
    return refused;
  }

  /// The cause, as far as it is known.
  public String reason() {
    return reason;
  }

  /// The things to do.
  public String remedy() {
    return remedy;
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", "; ").replaceAll("\\.$", "");
  }
}
