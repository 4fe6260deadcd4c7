/// What makes a start short.
@NullMarked
package dev.tripline.dispatcher.start;

import org.jspecify.annotations.NullMarked;
