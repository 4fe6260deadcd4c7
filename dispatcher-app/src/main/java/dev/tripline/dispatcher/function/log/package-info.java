/// The log lines of functions, kept in the store for a while and found by function and request.
@NullMarked
package dev.tripline.dispatcher.function.log;

import org.jspecify.annotations.NullMarked;
