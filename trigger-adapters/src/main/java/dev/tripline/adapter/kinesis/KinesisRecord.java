package dev.tripline.adapter.kinesis;

import software.amazon.awssdk.services.kinesis.model.Record;

/// A record and the shard that it came from.
record KinesisRecord(String shardId, Record record) {}
