package dev.tripline.dispatcher.deadletter.redrive.preview;

import dev.tripline.dispatcher.deadletter.redrive.RedriveForm;
import dev.tripline.dispatcher.deadletter.transform.TransformForm;
import org.jspecify.annotations.Nullable;

/// A dry run as it is asked for.
///
/// @param cursor `next` of the dry run before; null to begin
/// @param limit letters to be looked at
public record PreviewForm(
    RedriveForm.@Nullable Chosen selection,
    @Nullable TransformForm transform,
    @Nullable String cursor,
    @Nullable Integer limit) {

  RedriveForm redrive() {
    return RedriveForm.of(selection, transform);
  }
}
