/// The durable stores, on SQLite and on PostgreSQL.
@NullMarked
package dev.tripline.retry.jdbc;

import org.jspecify.annotations.NullMarked;
