/// Messages to failure destinations about records that a stream's delivery has given up.
@NullMarked
package dev.tripline.delivery.stream.failure;

import org.jspecify.annotations.NullMarked;
