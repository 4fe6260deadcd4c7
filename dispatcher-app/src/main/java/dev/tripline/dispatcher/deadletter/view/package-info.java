/// Searches of dead letters that somebody keeps under a name.
@NullMarked
package dev.tripline.dispatcher.deadletter.view;

import org.jspecify.annotations.NullMarked;
