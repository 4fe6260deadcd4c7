/// Samples of the records that filters of triggers have taken and dropped.
@NullMarked
package dev.tripline.dispatcher.trigger.sample;

import org.jspecify.annotations.NullMarked;
