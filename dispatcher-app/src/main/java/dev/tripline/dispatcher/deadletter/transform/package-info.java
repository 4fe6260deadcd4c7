/// Transformations of the payloads of dead letters, with bounds for everything that they may take.
@NullMarked
package dev.tripline.dispatcher.deadletter.transform;

import org.jspecify.annotations.NullMarked;
