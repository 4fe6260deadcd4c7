/// Whether the node is all there.
@NullMarked
package dev.tripline.spi.liveness;

import org.jspecify.annotations.NullMarked;
