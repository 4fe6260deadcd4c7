package dev.tripline.dispatcher.destination.aws;

import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.connection.ClientLease;
import dev.tripline.dispatcher.destination.DestinationSender;
import dev.tripline.retry.destination.Destination;
import dev.tripline.spi.arn.AwsArn;
import dev.tripline.spi.store.OutboxMessage;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Puts messages into buckets of S3, each as an object under the key in its address. A record of an
/// asynchronous invocation is addressed to the bucket alone; it gets the key that AWS gives it,
/// `aws/lambda/async/FUNCTION/…`. Sent twice, it is the same object.
final class S3Sender implements DestinationSender {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final AwsClients clients;
  private final Duration timeout;

  S3Sender(AwsClients clients, Duration timeout) {
    this.clients = clients;
    this.timeout = timeout;
  }

  @Override
  public boolean handles(String destination) {
    return Destination.parse(destination) instanceof Destination.Bucket;
  }

  @Override
  public Sent send(OutboxMessage message) throws InterruptedException {
    Optional<AwsArn> arn = object(message);
    if (arn.isEmpty()) {
      return new Sent.Hopeless("neither an object's ARN nor an invocation record for a bucket");
    }
    String resource = arn.get().resource();
    int slash = resource.indexOf('/');
    PutObjectRequest request =
        PutObjectRequest.builder()
            .bucket(resource.substring(0, slash))
            .key(resource.substring(slash + 1))
            .contentType("application/json")
            .overrideConfiguration(AwsCall.within(timeout))
            .build();
    return AwsCall.run(() -> {
      try (ClientLease<S3Client> lease = clients.s3(AwsClients.Place.of(arn.get()))) {
        lease.client().putObject(request, RequestBody.fromBytes(message.body()));
      }
    });
  }

  private static Optional<AwsArn> object(OutboxMessage message) {
    if (!(Destination.parse(message.destination()) instanceof Destination.Bucket bucket)) {
      return Optional.empty();
    }
    if (bucket.namesObject()) {
      return Optional.of(bucket.arn());
    }
    try {
      JsonNode record = JSON.readTree(message.body());
      Instant time = Instant.parse(record.path("timestamp").asString());
      String arn = record.path("requestContext").path("functionArn").asString();
      return AwsArn.parse(arn)
          .map(function -> "async/" + function.resource().split(":", -1)[1])
          .map(folder -> bucket.object(folder, time, message.id()).arn());
    } catch (JacksonException | DateTimeException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }
}
