/// The two engines as the stores see them: one writer that shares commits, many readers, one clock.
@NullMarked
package dev.tripline.store.engine;

import org.jspecify.annotations.NullMarked;
