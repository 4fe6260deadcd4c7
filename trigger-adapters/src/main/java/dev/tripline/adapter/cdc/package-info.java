/// Changes of databases as a stream of one shard: the parts that all databases have.
@NullMarked
package dev.tripline.adapter.cdc;

import org.jspecify.annotations.NullMarked;
