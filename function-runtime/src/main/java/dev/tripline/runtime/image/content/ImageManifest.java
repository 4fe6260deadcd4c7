package dev.tripline.runtime.image.content;

import java.util.List;

/// The parts of an image.
///
/// @param digest of the manifest itself
/// @param layers the lowest first
public record ImageManifest(Digest digest, Descriptor config, List<Descriptor> layers) {}
