/// Functions to start from.
@NullMarked
package dev.tripline.examples;

import org.jspecify.annotations.NullMarked;
