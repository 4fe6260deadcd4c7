/// Handlers as people write them, with the libraries that they use, run without a change.
@NullMarked
package dev.tripline.dispatcher.handlers;

import org.jspecify.annotations.NullMarked;
