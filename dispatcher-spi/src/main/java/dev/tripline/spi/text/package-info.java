/// Forms of text that several modules read.
@NullMarked
package dev.tripline.spi.text;

import org.jspecify.annotations.NullMarked;
