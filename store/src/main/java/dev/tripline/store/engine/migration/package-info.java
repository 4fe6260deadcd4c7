/// Brings the tables of all modules to the newest version.
@NullMarked
package dev.tripline.store.engine.migration;

import org.jspecify.annotations.NullMarked;
