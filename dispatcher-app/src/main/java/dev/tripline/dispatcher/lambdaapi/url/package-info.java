/// The Lambda API's operations on function URLs.
@NullMarked
package dev.tripline.dispatcher.lambdaapi.url;

import org.jspecify.annotations.NullMarked;
