/// Kinesis data streams.
@NullMarked
package dev.tripline.adapter.kinesis;

import org.jspecify.annotations.NullMarked;
