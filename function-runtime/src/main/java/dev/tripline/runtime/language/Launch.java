package dev.tripline.runtime.language;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The start of a runtime.
///
/// @param command as seen inside the sandbox
/// @param searchPaths variables that name directories, separated by colons, where the runtime looks for
///     modules; those of the customer come before them
/// @param readable directories of the host the runtime needs
public record Launch(List<String> command, Map<String, String> searchPaths, List<Path> readable) {}
