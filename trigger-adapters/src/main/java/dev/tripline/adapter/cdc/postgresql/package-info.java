/// Changes of a PostgreSQL database, by logical replication.
@NullMarked
package dev.tripline.adapter.cdc.postgresql;

import org.jspecify.annotations.NullMarked;
