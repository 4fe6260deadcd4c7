/// Sources: where events come from, and how they are settled there.
@NullMarked
package dev.tripline.spi.source;

import org.jspecify.annotations.NullMarked;
