/// The page of an event: what happened to it and why.
@NullMarked
package dev.tripline.dispatcher.dashboard.event;

import org.jspecify.annotations.NullMarked;
