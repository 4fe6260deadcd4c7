/// Archives of event buses, and replays of the events that they keep.
@NullMarked
package dev.tripline.dispatcher.bus.archive;

import org.jspecify.annotations.NullMarked;
