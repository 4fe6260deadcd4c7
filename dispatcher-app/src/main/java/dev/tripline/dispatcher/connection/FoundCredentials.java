package dev.tripline.dispatcher.connection;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/// Credentials from the places where AWS's SDK looks. Where there are none it says so in one sentence, in
/// place of the SDK's list of all places with the failure of each, which is in the log at debug.
final class FoundCredentials implements AwsCredentialsProvider {
  private static final Logger log = LoggerFactory.getLogger(FoundCredentials.class);

  private final AwsCredentialsProvider places;

  FoundCredentials(AwsCredentialsProvider places) {
    this.places = places;
  }

  /// @throws SdkClientException if there are none
  @Override
  public AwsCredentials resolveCredentials() {
    try {
      return places.resolveCredentials();
    } catch (SdkClientException e) {
      log.debug("No AWS credentials were found", e);
      throw SdkClientException.create(
          "no AWS credentials were found, neither in tripline.aws nor where AWS's SDK looks");
    }
  }
}
