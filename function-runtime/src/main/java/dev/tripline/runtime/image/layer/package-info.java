/// Layers of container images: fetched, unpacked and laid over each other.
@NullMarked
package dev.tripline.runtime.image.layer;

import org.jspecify.annotations.NullMarked;
