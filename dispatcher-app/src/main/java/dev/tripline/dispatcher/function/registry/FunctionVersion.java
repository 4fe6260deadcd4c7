package dev.tripline.dispatcher.function.registry;

import dev.tripline.spi.invocation.FunctionTarget;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A version of a function: `$LATEST`, which changes, or a published one, which does not.
///
/// @param number `$LATEST` or digits
/// @param revisionId changes whenever AWS changes it; callers use it to detect changes by others
/// @param key names this state of code and settings; new whenever either of them changes, so that
///     workers started from an older state are told apart
public record FunctionVersion(
    String number,
    String description,
    FunctionSettings settings,
    Code code,
    Status status,
    String revisionId,
    Instant lastModified,
    String key) {

  public static final String LATEST = FunctionTarget.LATEST;

  /// @param sha256 of the zip, lower-case hex: the key of the blob
  /// @param size of the zip, in bytes
  public record Code(String sha256, long size) {}

  public enum State {
    PENDING,
    ACTIVE,
    FAILED
  }

  public enum Update {
    NONE,
    IN_PROGRESS,
    SUCCESSFUL,
    FAILED
  }

  /// @param update how the last update went; `NONE` while the function is being created
  /// @param reason why it failed, if it did
  public record Status(State state, Update update, @Nullable String reason) {
    public static final Status CREATING = new Status(State.PENDING, Update.NONE, null);
    public static final Status UPDATING = new Status(State.ACTIVE, Update.IN_PROGRESS, null);
    public static final Status READY = new Status(State.ACTIVE, Update.SUCCESSFUL, null);

    /// Whether an installation has still to end.
    public boolean unfinished() {
      return state == State.PENDING || update == Update.IN_PROGRESS;
    }
  }

  public FunctionVersion withStatus(Status newStatus) {
    return new FunctionVersion(
        number, description, settings, code, newStatus, revisionId, lastModified, key);
  }

  public FunctionVersion withRevision(String newRevisionId) {
    return new FunctionVersion(
        number, description, settings, code, status, newRevisionId, lastModified, key);
  }

  /// Whether publishing this again would give the same version: same code, same settings.
  public boolean runsTheSameAs(FunctionVersion other) {
    return code.equals(other.code) && settings.equals(other.settings);
  }
}
