/// The documents and bytes of container images, as their places hold them.
@NullMarked
package dev.tripline.runtime.image.content;

import org.jspecify.annotations.NullMarked;
