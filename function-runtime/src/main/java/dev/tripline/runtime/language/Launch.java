package dev.tripline.runtime.language;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The start of a runtime.
///
/// @param command as seen inside the sandbox
/// @param environment the runtime's defaults; the customer's variables win over them
/// @param readable directories of the host the runtime needs
public record Launch(List<String> command, Map<String, String> environment, List<Path> readable) {}
