package dev.tripline.adapter.shards;

import dev.tripline.adapter.shards.ShardedStream.Answer;
import dev.tripline.adapter.shards.ShardedStream.KnownShard;
import dev.tripline.spi.source.SourceUnavailableException;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;

/// The meaning of failed calls of a stream's server, where it is the same for all servers.
///
/// @param notFound the server's answer when it does not know the stream or shard
public record StreamCalls(String streamArn, Class<? extends SdkException> notFound) {

  /// The answer of a call about the stream as a whole.
  ///
  /// @param what the call was to do, for the error: "list the shards"
  /// @throws SourceUnavailableException if there is no such stream, or the server is out of reach
  public <T> T asked(String what, Supplier<T> request) {
    try {
      return request.get();
    } catch (SdkException e) {
      if (notFound.isInstance(e)) {
        throw new SourceUnavailableException("Stream not found: " + streamArn, e);
      }
      throw unavailable(what, e);
    }
  }

  /// The meaning of a failed call about one shard, when the server itself gave no better reason.
  ///
  /// @param shards all that the stream has
  /// @throws SourceUnavailableException unless the shard is gone
  public Answer failed(String shardId, SdkException e, Supplier<List<KnownShard>> shards) {
    if (notFound.isInstance(e)
        && shards.get().stream().noneMatch(shard -> shard.id().equals(shardId))) {
      return new Answer.Gone(e.toString());
    }
    throw unavailable("read " + shardId, e);
  }

  private SourceUnavailableException unavailable(String what, SdkException e) {
    return new SourceUnavailableException(
        "cannot %s of %s: %s".formatted(what, streamArn, e.getMessage()), e);
  }
}
