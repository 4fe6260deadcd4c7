/// The shards of streams and their leases as rows of tables.
@NullMarked
package dev.tripline.store.shard;

import org.jspecify.annotations.NullMarked;
