package dev.tripline.sdk;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.tripline.sdk.json.PayloadMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Type;

/// A function that takes a batch message by message and reports which of them failed, so that only
/// those come again.
///
/// Takes batches in the shapes of SQS, Kinesis, DynamoDB Streams, Kafka and RabbitMQ, and answers
/// `{"batchItemFailures":[{"itemIdentifier":…}]}`; the trigger (on AWS: the event source mapping) must
/// be told to expect this answer, by `ReportBatchItemFailures`. It is a valid AWS Lambda handler.
///
/// Order is kept where the source has one: after a failure, later messages of the same Kinesis or
/// DynamoDB shard, Kafka partition or FIFO message group are not touched but come again with the
/// failed one. Where there is no order (SQS, RabbitMQ) every message gets its turn.
///
/// A batch that cannot be understood at all fails as a whole, and so does one whose failed message
/// has no identifier to report.
///
/// @param <T> what a message is read into as JSON; `String` and `byte[]` take it as it is. Of DynamoDB
///     it is the change (`Keys`, `NewImage`, `OldImage`)
public interface BatchHandler<T> extends RequestStreamHandler {

  /// Handles one message.
  ///
  /// @throws Exception to have this message come again; the others are not affected
  void handle(T message, BatchRecord record, Invocation invocation) throws Exception;

  /// The JSON mapping; another one by overriding this.
  default PayloadMapper mapper() {
    return PayloadMapper.standard();
  }

  /// Called by the runtime.
  @Override
  default void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    Type type = HandlerTypes.argument(getClass(), BatchHandler.class, 0);
    var run = new BatchRun<T>(this, type, Invocation.of(context));
    output.write(run.answerTo(input.readAllBytes()));
  }
}
