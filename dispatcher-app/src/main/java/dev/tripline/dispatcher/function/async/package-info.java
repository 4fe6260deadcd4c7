/// Settings for the asynchronous invocations of one function.
@NullMarked
package dev.tripline.dispatcher.function.async;

import org.jspecify.annotations.NullMarked;
