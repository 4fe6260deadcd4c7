/// The format in which functions get the events of a trigger: AWS's own, or CloudEvents 1.0.
@NullMarked
package dev.tripline.dispatcher.trigger.format;

import org.jspecify.annotations.NullMarked;
