/// Schedules: times by rate, cron expression or date, and the events that they fire.
@NullMarked
package dev.tripline.adapter.schedule;

import org.jspecify.annotations.NullMarked;
