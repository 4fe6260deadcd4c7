/// Shadow redrives: a candidate runs the events of dead letters in a dry run, and nothing else happens.
@NullMarked
package dev.tripline.dispatcher.deadletter.shadow;

import org.jspecify.annotations.NullMarked;
