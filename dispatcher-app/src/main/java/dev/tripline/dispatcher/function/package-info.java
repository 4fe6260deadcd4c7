/// Functions: what is registered, and running it.
@NullMarked
package dev.tripline.dispatcher.function;

import org.jspecify.annotations.NullMarked;
