/// Rules of event buses that fire at times.
@NullMarked
package dev.tripline.dispatcher.bus.schedule;

import org.jspecify.annotations.NullMarked;
