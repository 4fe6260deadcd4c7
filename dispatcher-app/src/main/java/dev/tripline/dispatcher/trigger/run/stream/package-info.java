/// Runs of triggers that read streams.
@NullMarked
package dev.tripline.dispatcher.trigger.run.stream;

import org.jspecify.annotations.NullMarked;
