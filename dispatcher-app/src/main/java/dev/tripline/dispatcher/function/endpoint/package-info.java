/// Functions that are HTTP endpoints: their registration, and the guarded way to reach them.
@NullMarked
package dev.tripline.dispatcher.function.endpoint;

import org.jspecify.annotations.NullMarked;
