/// Dry runs of transformations: what they would make of each payload, before anything is sent.
@NullMarked
package dev.tripline.dispatcher.deadletter.redrive.preview;

import org.jspecify.annotations.NullMarked;
