/// Paths of files whose names have other letters than ASCII.
@NullMarked
package dev.tripline.spi.file;

import org.jspecify.annotations.NullMarked;
