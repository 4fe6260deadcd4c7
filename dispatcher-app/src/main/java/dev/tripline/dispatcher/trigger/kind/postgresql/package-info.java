/// Changes of PostgreSQL databases as a source: its form and its runs.
@NullMarked
package dev.tripline.dispatcher.trigger.kind.postgresql;

import org.jspecify.annotations.NullMarked;
