/// Pages of classes of dead letters, and the figures above the list of dead letters.
@NullMarked
package dev.tripline.dispatcher.dashboard.classes;

import org.jspecify.annotations.NullMarked;
