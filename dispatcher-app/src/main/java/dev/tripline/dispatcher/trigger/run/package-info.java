/// Runs the sources of triggers on this node.
@NullMarked
package dev.tripline.dispatcher.trigger.run;

import org.jspecify.annotations.NullMarked;
