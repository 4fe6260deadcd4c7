package dev.tripline.runtime.sandbox;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The files that one worker process may see and use.
///
/// @param taskRoot the function's code
/// @param layersRoot the merged layers; null without
/// @param runtimeRoot the runtime's own files
/// @param temporary this worker's `/tmp`
/// @param readable other directories that the runtime needs, for instance a JDK
public record Confinement(
    Path taskRoot,
    @Nullable Path layersRoot,
    Path runtimeRoot,
    Path temporary,
    List<Path> readable) {}
