/// Container images as functions: read, verified and unpacked without a container engine.
@NullMarked
package dev.tripline.runtime.image;

import org.jspecify.annotations.NullMarked;
