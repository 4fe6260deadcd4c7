package dev.tripline.runtime.image;

import dev.tripline.runtime.image.content.ImageConfiguration;
import java.nio.file.Path;

/// An image that is unpacked on this machine.
///
/// @param root its root file system, not to be written to
public record InstalledImage(Path root, ImageConfiguration configuration) {}
