/// The Lambda API's operations on tags.
@NullMarked
package dev.tripline.dispatcher.lambdaapi.tag;

import org.jspecify.annotations.NullMarked;
