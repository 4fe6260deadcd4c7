package dev.tripline.adapter.sqs;

import dev.tripline.spi.source.QueueSource;
import dev.tripline.spi.source.RecentlySettled;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/// One queue, read by any number of sources that share its client and the thread that keeps their
/// messages hidden. Safe for many threads.
public final class SqsQueue implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SqsQueue.class);
  private static final Duration REFRESH = Duration.ofMinutes(1);

  /// Below this, a pause of the machine would show messages to others.
  private static final Duration SHORTEST = Duration.ofSeconds(2);

  private final SqsClient client;
  private final SqsQueueSettings settings;
  private final RecentlySettled settled;
  private final Consumer<SqsQueueAttributes> attributesTold;
  private final SqsCalls calls;
  private final FailedGroups failedGroups = new FailedGroups();
  private @Nullable Facts facts;
  private boolean closed;

  /// @param client is shared and stays open
  /// @param settled outlives this queue
  /// @param attributesTold is called with the queue's attributes now and again, on threads of the sources
  public SqsQueue(
      SqsClient client,
      SqsQueueSettings settings,
      RecentlySettled settled,
      Consumer<SqsQueueAttributes> attributesTold) {
    this.client = client;
    this.settings = settings;
    this.settled = settled;
    this.attributesTold = attributesTold;
    this.calls = new SqsCalls(client, settings.queue());
  }

  /// The queue's attributes, from SQS.
  ///
  /// @param readAt by [System#nanoTime()]
  private record Facts(String url, Duration visibility, VisibilityKeeper keeper, long readAt) {}

  /// The collaborators of one source; the visibility timeout is read from SQS once a minute.
  record Connection(
      SqsClient client,
      SqsQueueArn queue,
      String url,
      Duration visibility,
      VisibilityKeeper keeper) {}

  /// A source for one thread. Connects at its first poll.
  public QueueSource open() {
    return new SqsQueueSource(this, settings, settled, calls, failedGroups);
  }

  /// @throws dev.tripline.spi.source.SourceUnavailableException if SQS is out of reach, or there is no
  ///     such queue
  synchronized Connection connection() throws InterruptedException {
    if (closed) {
      throw new IllegalStateException("closed: " + settings.queue().text());
    }
    try {
      Facts known = facts;
      long now = System.nanoTime();
      if (known == null) {
        String url = SqsQueueCheck.queueUrl(client, settings.queue());
        Duration visibility = visibility(url);
        var keeper = new VisibilityKeeper(calls, settings.queue(), url);
        known = new Facts(url, visibility, keeper, now);
        log.info("Polling {}, which hides messages for {}", settings.queue().text(), visibility);
      } else if (now - known.readAt > REFRESH.toNanos()) {
        known = new Facts(known.url, visibility(known.url), known.keeper, now);
      }
      facts = known;
      return new Connection(client, settings.queue(), known.url, known.visibility, known.keeper);
    } catch (SdkException e) {
      throw SqsFailure.unavailable(settings.queue(), "cannot be looked up", e);
    }
  }

  private Duration visibility(String url) {
    SqsQueueAttributes attributes = SqsQueueCheck.attributes(client, url);
    attributesTold.accept(attributes);
    Duration visibility = attributes.visibility();
    return visibility.compareTo(SHORTEST) < 0 ? SHORTEST : visibility;
  }

  /// Call it when all sources are closed.
  @Override
  public synchronized void close() {
    closed = true;
    if (facts != null) {
      facts.keeper.close();
    }
    calls.close();
  }
}
