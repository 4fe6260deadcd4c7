package dev.tripline.dispatcher.access.signature;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The signature of a request as it stands there, well formed but not proven.
///
/// @param scopeDate the day of the credential scope, `yyyyMMdd`
/// @param timestamp `yyyyMMddTHHmmssZ`
/// @param signedHeaders in lower case, sorted
/// @param signature as it stands there: only its comparison tells whether it is one
/// @param token the session token; null for an access key that lasts
/// @param expiresSeconds the life of a presigned URL; 0 for a signature in a header
public record SignatureClaim(
    String accessKeyId,
    String scopeDate,
    String region,
    String service,
    String timestamp,
    List<String> signedHeaders,
    String signature,
    @Nullable String token,
    int expiresSeconds)
    implements ClaimResult {

  boolean presigned() {
    return expiresSeconds > 0;
  }

  String scope() {
    return scopeDate + "/" + region + "/" + service + "/aws4_request";
  }
}
