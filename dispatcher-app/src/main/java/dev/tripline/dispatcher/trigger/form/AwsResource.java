package dev.tripline.dispatcher.trigger.form;

import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.spi.arn.AwsArn;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Something that an ARN names.
///
/// @param endpoint of the server that has it; null for the one in `tripline.aws`, or AWS itself
public record AwsResource(String arn, @Nullable URI endpoint, @Nullable AwsKey key) {

  /// The place of its server.
  ///
  /// @throws IllegalStateException if it has no ARN
  public AwsClients.Place place() {
    return new AwsClients.Place(
        AwsArn.parse(arn)
            .orElseThrow(() -> new IllegalStateException("not an ARN: " + arn))
            .region(),
        endpoint,
        key == null ? null : new AwsClients.Key(key.accessKeyId(), key.secretAccessKey()));
  }

  /// @param secretAccessKey a reference
  public record AwsKey(String accessKeyId, SecretReference secretAccessKey) {}
}
