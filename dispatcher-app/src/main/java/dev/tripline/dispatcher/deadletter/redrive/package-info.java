/// Redrives under watch: plan, canary, rate, stop; and one letter sent again with another payload.
@NullMarked
package dev.tripline.dispatcher.deadletter.redrive;

import org.jspecify.annotations.NullMarked;
