/// Dead letters: list, redrive, discard.
@NullMarked
package dev.tripline.dispatcher.deadletter;

import org.jspecify.annotations.NullMarked;
