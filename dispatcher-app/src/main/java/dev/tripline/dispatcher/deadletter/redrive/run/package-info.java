/// How a redrive run is carried out, step by step.
@NullMarked
package dev.tripline.dispatcher.deadletter.redrive.run;

import org.jspecify.annotations.NullMarked;
