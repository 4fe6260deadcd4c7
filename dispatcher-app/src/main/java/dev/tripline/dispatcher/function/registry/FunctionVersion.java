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

  /// @param sha256 of the zip, lower-case hex: the key of the blob; the digest of an image
  /// @param size of the zip, in bytes; 0 with an image
  /// @param image null for a zip
  public record Code(String sha256, long size, @Nullable Image image) {
    /// Of a zip.
    public Code(String sha256, long size) {
      this(sha256, size, null);
    }
  }

  /// A container image.
  ///
  /// @param uri as it was asked for
  /// @param resolvedUri by its digest, the same image for ever
  public record Image(String uri, String resolvedUri) {}

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
  /// @param reasonCode AWS's word for it; null for `InternalError`
  public record Status(
      State state, Update update, @Nullable String reason, @Nullable String reasonCode) {
    public static final Status CREATING = new Status(State.PENDING, Update.NONE, null, null);
    public static final Status UPDATING = new Status(State.ACTIVE, Update.IN_PROGRESS, null, null);
    public static final Status READY = new Status(State.ACTIVE, Update.SUCCESSFUL, null, null);

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

  /// Whether it starts from a cache of a start of its own.
  public boolean hasSnapStart() {
    return settings.startsFromCache() && !number.equals(LATEST);
  }

  /// Whether publishing this again would give the same version: same code, same settings.
  public boolean runsTheSameAs(FunctionVersion other) {
    return code.equals(other.code) && settings.equals(other.settings);
  }
}
