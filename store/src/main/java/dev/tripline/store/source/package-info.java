/// Checkpoints and other state of sources as rows of a table.
@NullMarked
package dev.tripline.store.source;

import org.jspecify.annotations.NullMarked;
