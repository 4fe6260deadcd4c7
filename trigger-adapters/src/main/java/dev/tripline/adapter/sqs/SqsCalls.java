package dev.tripline.adapter.sqs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;

/// The calls that SQS takes for ten messages at a time, some of them side by side. Blocking; safe for
/// many threads.
final class SqsCalls implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SqsCalls.class);
  private static final int MOST = 10;
  private static final int SIDE_BY_SIDE = 16;

  private final SqsClient client;
  private final SqsQueueArn queue;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore places = new Semaphore(SIDE_BY_SIDE);

  SqsCalls(SqsClient client, SqsQueueArn queue) {
    this.client = client;
    this.queue = queue;
  }

  /// The outcome of a call for some messages; those that are in neither list are done.
  ///
  /// @param refused that the queue will not do it for, however often it is asked
  /// @param failed that it may do it for when it is asked again
  record Rest(List<SqsMessage> refused, List<SqsMessage> failed) {
    Rest() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  Rest delete(String url, List<SqsMessage> messages) throws InterruptedException {
    return each(
        messages,
        ten -> {
          List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
          for (int i = 0; i < ten.size(); i++) {
            entries.add(
                DeleteMessageBatchRequestEntry.builder()
                    .id(Integer.toString(i))
                    .receiptHandle(ten.get(i).receipt)
                    .build());
          }
          return client
              .deleteMessageBatch(request -> request.queueUrl(url).entries(entries))
              .failed();
        });
  }

  /// @param visibility from now on; zero to show them at once
  Rest hide(String url, List<SqsMessage> messages, Duration visibility)
      throws InterruptedException {
    return each(
        messages,
        ten -> {
          List<ChangeMessageVisibilityBatchRequestEntry> entries = new ArrayList<>();
          for (int i = 0; i < ten.size(); i++) {
            entries.add(
                ChangeMessageVisibilityBatchRequestEntry.builder()
                    .id(Integer.toString(i))
                    .receiptHandle(ten.get(i).receipt)
                    .visibilityTimeout(Math.toIntExact(visibility.toSeconds()))
                    .build());
          }
          return client
              .changeMessageVisibilityBatch(request -> request.queueUrl(url).entries(entries))
              .failed();
        });
  }

  private interface Call {
    List<BatchResultErrorEntry> apply(List<SqsMessage> ten);
  }

  private Rest each(List<SqsMessage> messages, Call call) throws InterruptedException {
    Rest rest = new Rest();
    if (messages.size() <= MOST) {
      add(rest, messages, call);
      return rest;
    }
    List<Future<Rest>> answers = new ArrayList<>();
    for (int from = 0; from < messages.size(); from += MOST) {
      List<SqsMessage> ten = messages.subList(from, Math.min(from + MOST, messages.size()));
      answers.add(
          threads.submit(() -> {
            Rest part = new Rest();
            places.acquire();
            try {
              add(part, ten, call);
            } finally {
              places.release();
            }
            return part;
          }));
    }
    try {
      for (Future<Rest> answer : answers) {
        rest.refused.addAll(answer.get().refused);
        rest.failed.addAll(answer.get().failed);
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a call for some messages of " + queue.text() + " failed", e);
    }
    return rest;
  }

  private void add(Rest rest, List<SqsMessage> ten, Call call) throws InterruptedException {
    if (ten.isEmpty()) {
      return;
    }
    try {
      for (BatchResultErrorEntry error : call.apply(ten)) {
        SqsMessage message = ten.get(Integer.parseInt(error.id()));
        (Boolean.TRUE.equals(error.senderFault()) ? rest.refused : rest.failed).add(message);
        log.debug("{} of {}: {} {}", message.id, queue.text(), error.code(), error.message());
      }
    } catch (SdkException e) {
      SqsFailure.throwIfInterrupted(e);
      rest.failed.addAll(ten);
      log.warn(
          "A call for {} messages of {} failed; it is repeated, or they come again: {}",
          ten.size(),
          queue.text(),
          SqsFailure.text(e));
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
