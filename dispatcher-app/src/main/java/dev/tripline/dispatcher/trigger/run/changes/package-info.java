/// The parts of the runs of triggers that read the changes of databases.
@NullMarked
package dev.tripline.dispatcher.trigger.run.changes;

import org.jspecify.annotations.NullMarked;
