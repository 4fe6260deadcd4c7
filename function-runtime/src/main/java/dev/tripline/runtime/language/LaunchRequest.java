package dev.tripline.runtime.language;

import dev.tripline.runtime.sandbox.Sandbox;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A function that wants a process.
///
/// @param environment variables that its owner has set
/// @param taskRoot the code, as the host sees it
/// @param layersRoot the layers, as the host sees them
/// @param view the same as the function will see them
/// @param snapStart null unless the function has SnapStart
public record LaunchRequest(
    String runtime,
    String handler,
    int memoryMb,
    Map<String, String> environment,
    Path taskRoot,
    @Nullable Path layersRoot,
    Sandbox.View view,
    @Nullable SnapStart snapStart) {

  /// Without SnapStart.
  public LaunchRequest(
      String runtime,
      String handler,
      int memoryMb,
      Map<String, String> environment,
      Path taskRoot,
      @Nullable Path layersRoot,
      Sandbox.View view) {
    this(runtime, handler, memoryMb, environment, taskRoot, layersRoot, view, null);
  }

  public LaunchRequest with(SnapStart from) {
    return new LaunchRequest(
        runtime, handler, memoryMb, environment, taskRoot, layersRoot, view, from);
  }
}
