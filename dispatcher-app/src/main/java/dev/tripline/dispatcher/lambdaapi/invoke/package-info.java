/// The Lambda API's Invoke.
@NullMarked
package dev.tripline.dispatcher.lambdaapi.invoke;

import org.jspecify.annotations.NullMarked;
