/// Commands about dead letters and redrives.
@NullMarked
package dev.tripline.cli.deadletter;

import org.jspecify.annotations.NullMarked;
