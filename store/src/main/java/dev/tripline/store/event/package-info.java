/// Milestones and counters that the stores report.
@NullMarked
package dev.tripline.store.event;

import org.jspecify.annotations.NullMarked;
