/// The page that makes triggers.
@NullMarked
package dev.tripline.dispatcher.dashboard.trigger;

import org.jspecify.annotations.NullMarked;
