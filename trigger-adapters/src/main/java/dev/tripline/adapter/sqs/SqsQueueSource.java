package dev.tripline.adapter.sqs;

import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.Lineage;
import dev.tripline.spi.invocation.TraceContext;
import dev.tripline.spi.source.Delivery;
import dev.tripline.spi.source.QueueSource;
import dev.tripline.spi.source.RecentlySettled;
import dev.tripline.spi.source.SourceUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

/// A queue of SQS, standard or FIFO, polled by long polls of ten messages at most.
///
/// A message is hidden from others for as long as it is held here, however long its function takes.
/// [#retry] lets it show again when its visibility timeout ends, as Lambda does: the delay that is
/// asked for is not SQS's to choose, and how often a message is tried is for the queue's redrive policy
/// to say. What no function has run is shown again at once.
///
/// The queue hands messages to a long poll also when nobody waits for it any more. A source that is
/// closed therefore waits for the one under way, and gives back what it brings; ask [#finish] before, and
/// poll until nothing may come, so that there is none.
///
/// After a failure in a group of a FIFO queue, that group is received one message at a time: see
/// [FailedGroups].
///
/// A message that was acknowledged, but that the queue may not have deleted, is noted, and comes again
/// with [Delivery#settledBefore()].
final class SqsQueueSource implements QueueSource {
  private static final Logger log = LoggerFactory.getLogger(SqsQueueSource.class);
  private static final int MOST = 10;
  private static final int DELETIONS = 4;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  /// The answer to a long poll may take so much longer than the poll.
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private final SqsQueue queue;
  private final SqsQueueSettings settings;
  private final RecentlySettled settled;
  private final SqsCalls calls;
  private final FailedGroups failedGroups;
  private final Set<SqsMessage> open = new HashSet<>();
  private final Deque<Delivery> ready = new ArrayDeque<>();

  /// A platform thread, since a virtual one would be woken through another: see ADR 0088.
  private final ExecutorService receiver;

  /// A long poll that goes on while nobody waits for it.
  private @Nullable Future<List<Delivery>> receiving;

  private boolean finishing;
  private SqsQueue.@Nullable Connection connection;

  SqsQueueSource(
      SqsQueue queue,
      SqsQueueSettings settings,
      RecentlySettled settled,
      SqsCalls calls,
      FailedGroups failedGroups) {
    this.queue = queue;
    this.settings = settings;
    this.settled = settled;
    this.calls = calls;
    this.failedGroups = failedGroups;
    this.receiver =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("poll of " + settings.queue().queue()).factory());
  }

  @Override
  public List<Delivery> poll(int max, Duration wait) throws InterruptedException {
    if (ready.isEmpty()) {
      receive(Math.min(max, MOST), wait);
    }
    List<Delivery> some = new ArrayList<>();
    while (some.size() < max && !ready.isEmpty()) {
      some.add(ready.removeFirst());
    }
    return some;
  }

  private void receive(int max, Duration wait) throws InterruptedException {
    Future<List<Delivery>> current = receiving;
    if (current == null && finishing) {
      return;
    }
    if (current == null) {
      SqsQueue.Connection now = queue.connection();
      connection = now;
      current = receiver.submit(() -> receive(now, max));
      receiving = current;
    }
    try {
      List<Delivery> came = current.get(wait.toNanos(), TimeUnit.NANOSECONDS);
      receiving = null;
      for (Delivery delivery : came) {
        open.add(message(delivery));
        ready.add(delivery);
      }
    } catch (TimeoutException _) {
      // It goes on; the next poll asks it again.
    } catch (ExecutionException e) {
      receiving = null;
      throw switch (e.getCause()) {
        case SourceUnavailableException outage ->
            new SourceUnavailableException(String.valueOf(outage.getMessage()), outage);
        case null, default -> new IllegalStateException("polling " + settings.queue().text(), e);
      };
    }
  }

  private List<Delivery> receive(SqsQueue.Connection connection, int max)
      throws InterruptedException {
    try {
      List<Message> messages =
          connection.client().receiveMessage(request(connection, max)).messages();
      // From before the answer travelled would be safer, but a long poll starts long before that.
      long hiddenUntil = System.nanoTime() + connection.visibility().toNanos();
      List<Delivery> deliveries = new ArrayList<>();
      for (Message message : messages) {
        deliveries.add(toDelivery(connection, message, hiddenUntil));
      }
      return deliveries;
    } catch (SdkException e) {
      throw SqsFailure.unavailable(settings.queue(), "cannot be polled", e);
    }
  }

  private ReceiveMessageRequest request(SqsQueue.Connection connection, int max) {
    Duration longest = longestPoll(connection.visibility());
    Duration many = failedGroups.pollOfMany(System.nanoTime(), longest);
    boolean one = many.isZero();
    ReceiveMessageRequest.Builder request =
        ReceiveMessageRequest.builder()
            .queueUrl(connection.url())
            .maxNumberOfMessages(one ? 1 : max)
            .waitTimeSeconds(Math.toIntExact((one ? longest : many).toSeconds()))
            .visibilityTimeout(Math.toIntExact(connection.visibility().toSeconds()))
            .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
            .messageAttributeNames("All");
    if (settings.queue().fifo()) {
      // A call that is repeated because its answer was lost then gets the same messages.
      request.receiveRequestAttemptId(UUID.randomUUID().toString());
    }
    return request.build();
  }

  /// A poll of a FIFO queue ends before messages show again that fail while it is under way: it may ask
  /// for more of their group than it should.
  private Duration longestPoll(Duration visibility) {
    Duration part = Duration.ofSeconds(Math.max(1, visibility.toSeconds() / 4));
    return settings.queue().fifo() && part.compareTo(settings.longestPoll()) < 0
        ? part
        : settings.longestPoll();
  }

  private Delivery toDelivery(SqsQueue.Connection connection, Message message, long hiddenUntil) {
    byte[] record = SqsBatchJson.record(message, settings);
    var held =
        new SqsMessage(
            message.messageId(),
            message.receiptHandle(),
            record,
            connection.visibility(),
            hiddenUntil);
    connection.keeper().hold(held);
    String group = group(message);
    if (group != null) {
      failedGroups.received(group, held);
    }
    var attributes = message.attributes();
    String count = attributes.get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT);
    String sent = attributes.get(MessageSystemAttributeName.SENT_TIMESTAMP);
    return new Delivery(
        message.messageId(),
        message.messageId(),
        count == null ? 1 : Integer.parseInt(count),
        sent == null ? null : Instant.ofEpochMilli(Long.parseLong(sent)),
        record.length + 1L,
        settled.contains(message.messageId()),
        group,
        Lineage.depth(attributes.get(MessageSystemAttributeName.AWS_TRACE_HEADER)),
        TraceContext.of(
            text(message, TraceContext.TRACEPARENT),
            text(message, TraceContext.TRACESTATE),
            attributes.get(MessageSystemAttributeName.AWS_TRACE_HEADER)),
        List.of(),
        held);
  }

  /// OpenTelemetry's clients send the trace in attributes of their own.
  private static @Nullable String text(Message message, String attribute) {
    var value = message.messageAttributes().get(attribute);
    return value == null ? null : value.stringValue();
  }

  /// A standard queue knows groups too, which have no order there.
  private @Nullable String group(Message message) {
    return settings.queue().fifo()
        ? message.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID)
        : null;
  }

  @Override
  public void acknowledge(List<Delivery> deliveries) throws InterruptedException {
    if (deliveries.isEmpty()) {
      return;
    }
    SqsQueue.Connection connection = connected();
    List<SqsMessage> messages = deliveries.stream().map(SqsQueueSource::message).toList();
    long now = System.nanoTime();
    for (SqsMessage message : messages) {
      if (message.doubtful(now)) {
        settled.add(message.id);
      }
    }
    try {
      List<SqsMessage> left = messages;
      Duration pause = FIRST_PAUSE;
      for (int round = 1; !left.isEmpty(); round++) {
        SqsCalls.Rest rest = calls.delete(connection.url(), left);
        comeAgain(rest.refused());
        left = rest.failed();
        if (left.isEmpty() || round == DELETIONS) {
          break;
        }
        Thread.sleep(pause);
        pause = pause.multipliedBy(4);
      }
      comeAgain(left);
    } finally {
      for (Delivery delivery : deliveries) {
        release(connection, message(delivery));
        if (delivery.group() != null) {
          failedGroups.settled(delivery.group(), message(delivery));
        }
      }
    }
  }

  private SqsQueue.Connection connected() {
    if (connection == null) {
      throw new IllegalStateException("nothing was polled yet");
    }
    return connection;
  }

  private void comeAgain(List<SqsMessage> messages) {
    for (SqsMessage message : messages) {
      settled.add(message.id);
    }
    if (!messages.isEmpty()) {
      log.warn(
          "{} messages of {} are done but could not be deleted; they come again and are deleted"
              + " then: {}",
          messages.size(),
          settings.queue().text(),
          messages.stream().limit(3).map(message -> message.id).toList());
    }
  }

  /// Messages that were not tried show again at once, unless they are behind a failure in their group.
  @Override
  public void retry(List<Delivery> deliveries, Duration delay, @Nullable Attempt failed)
      throws InterruptedException {
    SqsQueue.Connection connection = connected();
    List<SqsMessage> untried = new ArrayList<>();
    for (Delivery delivery : deliveries) {
      SqsMessage message = message(delivery);
      release(connection, message);
      String group = delivery.group();
      if (group != null && (failed != null || failedGroups.contains(group))) {
        failedGroups.failed(group, message);
      } else if (failed == null && delay.isZero()) {
        untried.add(message);
      }
    }
    calls.hide(connection.url(), untried, Duration.ZERO);
  }

  private void release(SqsQueue.Connection connection, SqsMessage message) {
    connection.keeper().release(message);
    open.remove(message);
  }

  @Override
  public boolean finish() {
    finishing = true;
    return receiving != null || !ready.isEmpty();
  }

  @Override
  public byte[] toPayload(List<Delivery> deliveries) {
    List<byte[]> records = new ArrayList<>();
    for (Delivery delivery : deliveries) {
      message(delivery).see();
      records.add(message(delivery).record);
    }
    return SqsBatchJson.batch(records);
  }

  @Override
  public byte[] toRecord(Delivery delivery) {
    return message(delivery).record;
  }

  /// Waits for the long poll that may be under way, also when interrupted.
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    try {
      endPoll();
      giveBack();
    } catch (InterruptedException _) {
      interrupted = true;
      log.info("What is open of {} shows again in its time", settings.queue().text());
    } finally {
      receiver.shutdownNow();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void endPoll() throws InterruptedException {
    Future<List<Delivery>> current = receiving;
    receiving = null;
    if (current == null) {
      return;
    }
    try {
      Duration wait = settings.longestPoll().plus(ANSWER);
      for (Delivery delivery : current.get(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        open.add(message(delivery));
      }
    } catch (TimeoutException _) {
      log.warn(
          "A poll of {} was not answered; what it may have brought shows again in its time",
          settings.queue().text());
    } catch (ExecutionException e) {
      log.debug("The last poll of {} failed", settings.queue().text(), e);
    }
  }

  private void giveBack() throws InterruptedException {
    if (open.isEmpty()) {
      return;
    }
    SqsQueue.Connection connection = connected();
    List<SqsMessage> unseen = new ArrayList<>();
    for (SqsMessage message : open) {
      connection.keeper().release(message);
      if (!message.seen()) {
        unseen.add(message);
      }
    }
    open.clear();
    calls.hide(connection.url(), unseen, Duration.ZERO);
  }

  private static SqsMessage message(Delivery delivery) {
    return (SqsMessage) delivery.handle();
  }
}
