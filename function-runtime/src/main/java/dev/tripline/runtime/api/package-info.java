/// The Lambda Runtime API: what a runtime in a worker process speaks with the dispatcher.
@NullMarked
package dev.tripline.runtime.api;

import org.jspecify.annotations.NullMarked;
