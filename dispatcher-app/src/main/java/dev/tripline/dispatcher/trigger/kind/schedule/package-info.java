/// Schedules as a source: their form, their settings, their runs.
@NullMarked
package dev.tripline.dispatcher.trigger.kind.schedule;

import org.jspecify.annotations.NullMarked;
