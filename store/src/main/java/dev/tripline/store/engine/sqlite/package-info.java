/// SQLite: its file, its one writer and the disk's reserve.
@NullMarked
package dev.tripline.store.engine.sqlite;

import org.jspecify.annotations.NullMarked;
