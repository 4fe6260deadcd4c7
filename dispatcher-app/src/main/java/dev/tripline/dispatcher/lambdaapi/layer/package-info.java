/// The Lambda API's operations on layers.
@NullMarked
package dev.tripline.dispatcher.lambdaapi.layer;

import org.jspecify.annotations.NullMarked;
