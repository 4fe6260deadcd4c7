/// Zips of functions and layers: taken in, kept, handed out.
@NullMarked
package dev.tripline.dispatcher.lambdaapi.code;

import org.jspecify.annotations.NullMarked;
