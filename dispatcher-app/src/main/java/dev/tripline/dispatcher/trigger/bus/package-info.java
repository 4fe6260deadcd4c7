/// Subscribers of event buses, as triggers and the buses both see them.
@NullMarked
package dev.tripline.dispatcher.trigger.bus;

import org.jspecify.annotations.NullMarked;
