/// What sources tell of the time for which they keep records that are not read.
@NullMarked
package dev.tripline.dispatcher.trigger.retention;

import org.jspecify.annotations.NullMarked;
