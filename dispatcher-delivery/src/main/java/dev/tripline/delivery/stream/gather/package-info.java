/// What a lane gathers: records that were read for it, put together as batches.
@NullMarked
package dev.tripline.delivery.stream.gather;

import org.jspecify.annotations.NullMarked;
