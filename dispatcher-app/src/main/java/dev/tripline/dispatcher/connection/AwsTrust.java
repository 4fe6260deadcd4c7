package dev.tripline.dispatcher.connection;

import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Says which servers may be given the dispatcher's own AWS credentials, from its settings, its
/// environment or its machine: AWS's own, and those that the settings name. Whoever makes a trigger must
/// not be able to have them sent elsewhere: a session token is in every request.
///
/// @param settings name further servers
public record AwsTrust(AwsSettings settings) {

  /// Endpoints of the services themselves. Names below `amazonaws.com` that AWS gives to its customers'
  /// machines, buckets and APIs are none.
  private static final Pattern OWN =
      Pattern.compile(
          "(sqs|kinesis|streams\\.dynamodb|dynamodb|sns|s3)(-fips)?(\\.dualstack)?"
              + "\\.[a-z]{2,3}(-[a-z]+)+-\\d{1,2}\\.(amazonaws\\.com(\\.cn)?|api\\.aws)");

  /// @param endpoint null for the one in the settings, or AWS's
  public boolean trusts(@Nullable URI endpoint) {
    return endpoint == null
        || own(endpoint)
        || settings.endpoints().values().stream().anyMatch(named -> same(named, endpoint));
  }

  private static boolean own(URI endpoint) {
    return "https".equalsIgnoreCase(endpoint.getScheme())
        && (endpoint.getPort() < 0 || endpoint.getPort() == 443)
        && endpoint.getHost() != null
        && OWN.matcher(endpoint.getHost()).matches();
  }

  private static boolean same(URI one, URI other) {
    return one.getHost() != null
        && one.getHost().equalsIgnoreCase(other.getHost())
        && one.getScheme().equalsIgnoreCase(other.getScheme())
        && port(one) == port(other);
  }

  private static int port(URI endpoint) {
    return endpoint.getPort() > 0
        ? endpoint.getPort()
        : "https".equalsIgnoreCase(endpoint.getScheme()) ? 443 : 80;
  }
}
