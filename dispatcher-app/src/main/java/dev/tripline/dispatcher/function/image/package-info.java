/// Container images of functions: where they come from, and what is kept of them on this node.
@NullMarked
package dev.tripline.dispatcher.function.image;

import org.jspecify.annotations.NullMarked;
