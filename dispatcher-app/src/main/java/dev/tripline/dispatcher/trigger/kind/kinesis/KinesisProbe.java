package dev.tripline.dispatcher.trigger.kind.kinesis;

import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.connection.ClientLease;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.form.AwsResource;
import dev.tripline.dispatcher.trigger.preflight.SampledFilters;
import dev.tripline.dispatcher.trigger.preflight.SourceProbe;
import dev.tripline.dispatcher.trigger.run.AwsSourceCheck;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import tools.jackson.databind.node.JsonNodeFactory;

/// Asks streams of Kinesis whether their shards may be listed, and looks at some records.
record KinesisProbe(AwsClients clients) implements SourceProbe {
  private static final int SHARDS = 4;
  private static final int SAMPLE = 10;

  @Override
  public String kind() {
    return KinesisSource.TRAITS.kind();
  }

  @Override
  public List<String> warnings(Trigger trigger) throws InterruptedException {
    AwsResource stream = trigger.source(KinesisSource.class).stream();
    return AwsSourceCheck.warnings(() -> {
      try (ClientLease<KinesisClient> lease = clients.kinesis(stream.place())) {
        List<Shard> shards =
            lease
                .client()
                .listShards(request -> request.streamARN(stream.arn()).maxResults(SHARDS))
                .shards();
        if (trigger.form().path("filters").isEmpty()) {
          return List.of();
        }
        List<byte[]> records = new ArrayList<>();
        for (Shard shard : shards) {
          records.addAll(sample(lease.client(), stream.arn(), shard.shardId()));
        }
        return SampledFilters.warnings(trigger, KinesisSource.FILTERED, records);
      }
    });
  }

  /// The oldest records of a shard: reading them changes nobody's position.
  private static List<byte[]> sample(KinesisClient client, String stream, String shard) {
    String iterator =
        client
            .getShardIterator(request ->
                request
                    .streamARN(stream)
                    .shardId(shard)
                    .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
            .shardIterator();
    return client
        .getRecords(request -> request.streamARN(stream).shardIterator(iterator).limit(SAMPLE))
        .records()
        .stream()
        .map(record ->
            JsonNodeFactory.instance
                .objectNode()
                .put("data", record.data().asByteArray())
                .toString()
                .getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
