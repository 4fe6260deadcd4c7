package dev.tripline.spi.arn;

import java.util.List;
import java.util.Optional;

/// The name of an AWS resource: `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`.
///
/// @param region empty where names are global (S3)
/// @param account empty where names are global
public record AwsArn(
    String partition, String service, String region, String account, String resource) {

  /// Empty if the text is none.
  public static Optional<AwsArn> parse(String text) {
    List<String> parts = List.of(text.split(":", 6));
    if (parts.size() < 6
        || !parts.getFirst().equals("arn")
        || parts.get(1).isEmpty()
        || parts.get(2).isEmpty()
        || parts.get(5).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new AwsArn(parts.get(1), parts.get(2), parts.get(3), parts.get(4), parts.get(5)));
  }

  @Override
  public String toString() {
    return String.join(":", "arn", partition, service, region, account, resource);
  }
}
