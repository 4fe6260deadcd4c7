/// Consequences of a batch's outcome: pure decisions, without clock, store or source.
@NullMarked
package dev.tripline.retry.batch;

import org.jspecify.annotations.NullMarked;
