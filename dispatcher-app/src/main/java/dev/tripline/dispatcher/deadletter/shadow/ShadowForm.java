package dev.tripline.dispatcher.deadletter.shadow;

import dev.tripline.dispatcher.deadletter.redrive.RedriveForm;
import org.jspecify.annotations.Nullable;

/// A shadow redrive as it is asked for.
///
/// @param selection as of a redrive
/// @param target the candidate: a function or endpoint, with a version or alias if one is meant
/// @param letters that are run at most, the oldest first
/// @param concurrency events that are run at once at most
/// @param reason for the audit; needed to begin, not to plan
public record ShadowForm(
    RedriveForm.@Nullable Chosen selection,
    @Nullable String target,
    @Nullable Integer letters,
    @Nullable Integer concurrency,
    @Nullable String reason) {
  static final int STANDARD_LETTERS = 1_000;
  static final int STANDARD_CONCURRENCY = 4;

  /// The same letters to the same target.
  public RedriveForm redrive() {
    return RedriveForm.to(selection, target);
  }
}
