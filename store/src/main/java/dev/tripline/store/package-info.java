/// The durable stores, on SQLite and on PostgreSQL.
@NullMarked
package dev.tripline.store;

import org.jspecify.annotations.NullMarked;
