package dev.tripline.runtime.image.content;

import java.util.List;
import java.util.Map;

/// What an image says of the process that runs in it. `User` is ignored, as on Lambda.
///
/// @param environment in the image's order
/// @param workingDirectory empty for the root directory
/// @param layers digests of the unpacked tars, the lowest first
public record ImageConfiguration(
    Map<String, String> environment,
    List<String> entryPoint,
    List<String> command,
    String workingDirectory,
    List<Digest> layers) {}
