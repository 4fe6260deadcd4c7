/// Redrive runs: many dead letters that go back to their functions under watch.
@NullMarked
package dev.tripline.spi.redrive;

import org.jspecify.annotations.NullMarked;
