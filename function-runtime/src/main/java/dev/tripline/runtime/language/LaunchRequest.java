package dev.tripline.runtime.language;

import dev.tripline.runtime.process.Sandbox;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A function that wants a process.
///
/// @param taskRoot the code, as the host sees it
/// @param layersRoot the layers, as the host sees them
/// @param view the same as the function will see them
public record LaunchRequest(
    String runtime,
    String handler,
    int memoryMb,
    Path taskRoot,
    @Nullable Path layersRoot,
    Sandbox.View view) {}
