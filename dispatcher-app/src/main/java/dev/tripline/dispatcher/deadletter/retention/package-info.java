/// How long the dead letters of functions are kept that no trigger brought.
@NullMarked
package dev.tripline.dispatcher.deadletter.retention;

import org.jspecify.annotations.NullMarked;
