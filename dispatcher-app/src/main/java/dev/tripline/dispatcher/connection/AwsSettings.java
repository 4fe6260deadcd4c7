package dev.tripline.dispatcher.connection;

import dev.tripline.dispatcher.secret.reference.SecretReference;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The endpoints and login of AWS services, or of servers that speak their protocols, for resources
/// named by an ARN: `tripline.aws.endpoints.sqs` and so on, for `sqs`, `kinesis`, `dynamodb`,
/// `sns`, `s3`.
///
/// @param endpoints of a service, which NAME is; AWS's own where there is none
/// @param accessKeyId null for the default credential chain of the AWS SDK
/// @param secretAccessKey a reference: `secret:NAME`, `env:NAME` or `file:PATH`
@ConfigurationProperties("tripline.aws")
public record AwsSettings(
    @DefaultValue Map<String, URI> endpoints,
    @Nullable String accessKeyId,
    @Nullable SecretReference secretAccessKey) {

  private static final List<String> SERVICES = List.of("dynamodb", "kinesis", "s3", "sns", "sqs");

  public AwsSettings {
    endpoints = Map.copyOf(endpoints);
    for (String service : endpoints.keySet()) {
      if (!SERVICES.contains(service)) {
        throw new IllegalArgumentException(
            "tripline.aws.endpoints.%s: only %s are reached"
                .formatted(service, String.join(", ", SERVICES)));
      }
    }
    if ((accessKeyId == null) != (secretAccessKey == null)) {
      throw new IllegalArgumentException(
          "tripline.aws: access-key-id and secret-access-key are set together or not at all");
    }
    if (secretAccessKey != null) {
      secretAccessKey.requireThere("tripline.aws.secret-access-key");
    }
  }
}
