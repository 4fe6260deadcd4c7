/// The common part of Kinesis and DynamoDB Streams: streams of shards with a lineage, read through
/// iterators, and shared between nodes by leases in the dispatcher's own store. No adapter itself.
@NullMarked
package dev.tripline.adapter.shards;

import org.jspecify.annotations.NullMarked;
