/// Amazon resource names.
@NullMarked
package dev.tripline.spi.arn;

import org.jspecify.annotations.NullMarked;
