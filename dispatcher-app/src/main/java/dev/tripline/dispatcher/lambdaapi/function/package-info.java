/// The Lambda API's operations on functions, versions and aliases.
@NullMarked
package dev.tripline.dispatcher.lambdaapi.function;

import org.jspecify.annotations.NullMarked;
