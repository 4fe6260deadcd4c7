/// What a lane gathers: records that were read for it, put together as batches.
@NullMarked
package dev.tripline.dispatcher.delivery.stream.gather;

import org.jspecify.annotations.NullMarked;
