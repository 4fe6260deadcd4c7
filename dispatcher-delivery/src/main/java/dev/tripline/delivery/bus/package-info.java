/// Events of a bus: the patterns of rules, their matcher, and the input that a target gets of an event.
@NullMarked
package dev.tripline.delivery.bus;

import org.jspecify.annotations.NullMarked;
