/// What follows from the outcome of a batch: pure decisions, without clock, store or source.
@NullMarked
package dev.tripline.retry.batch;

import org.jspecify.annotations.NullMarked;
