/// The invocation queue as rows of one table, on either engine.
@NullMarked
package dev.tripline.store.queue;

import org.jspecify.annotations.NullMarked;
