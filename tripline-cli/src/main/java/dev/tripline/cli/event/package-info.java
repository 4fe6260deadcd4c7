/// Commands that tell what became of events.
@NullMarked
package dev.tripline.cli.event;

import org.jspecify.annotations.NullMarked;
