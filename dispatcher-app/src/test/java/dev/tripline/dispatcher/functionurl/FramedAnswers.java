package dev.tripline.dispatcher.functionurl;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamCompleteEvent;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamResponse;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamResponseHandler;

/// Reads streamed answers of the Lambda API by AWS's own client.
record FramedAnswers(LambdaAsyncClient client) implements AutoCloseable {

  record Answer(String version, List<String> pieces, InvokeWithResponseStreamCompleteEvent end) {}

  static FramedAnswers of(UrlWorld world) {
    AwsBasicCredentials key =
        AwsBasicCredentials.create(world.operator.id(), world.operator.secret());
    return new FramedAnswers(
        LambdaAsyncClient.builder()
            .endpointOverride(world.dispatcher.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(StaticCredentialsProvider.create(key))
            .build());
  }

  /// @param arrived told of each piece
  Answer invoke(String function, String payload, Runnable arrived)
      throws InterruptedException, ExecutionException, TimeoutException {
    AtomicReference<InvokeWithResponseStreamResponse> head = new AtomicReference<>();
    AtomicReference<InvokeWithResponseStreamCompleteEvent> end = new AtomicReference<>();
    List<String> pieces = new CopyOnWriteArrayList<>();
    var visitor =
        InvokeWithResponseStreamResponseHandler.Visitor.builder()
            .onPayloadChunk(piece -> {
              pieces.add(piece.payload().asUtf8String());
              arrived.run();
            })
            .onInvokeComplete(end::set)
            .build();
    var handler =
        InvokeWithResponseStreamResponseHandler.builder()
            .onResponse(head::set)
            .subscriber(visitor)
            .build();
    client
        .invokeWithResponseStream(
            b -> b.functionName(function).logType("Tail").payload(SdkBytes.fromUtf8String(payload)),
            handler)
        .get(60, TimeUnit.SECONDS);
    return new Answer(
        Objects.requireNonNull(head.get()).executedVersion(),
        pieces,
        Objects.requireNonNull(end.get()));
  }

  @Override
  public void close() {
    client.close();
  }
}
