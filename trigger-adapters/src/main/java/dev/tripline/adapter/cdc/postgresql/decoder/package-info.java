/// Debezium's connector for PostgreSQL with a decoder that tells which columns the log has values of.
@NullMarked
package dev.tripline.adapter.cdc.postgresql.decoder;

import org.jspecify.annotations.NullMarked;
