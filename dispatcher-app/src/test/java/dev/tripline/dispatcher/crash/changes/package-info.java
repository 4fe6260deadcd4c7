/// Dispatchers that die while they read the changes of a database.
@NullMarked
package dev.tripline.dispatcher.crash.changes;

import org.jspecify.annotations.NullMarked;
