package dev.tripline.dispatcher.function.registry;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Who may sign the packages of functions, and what follows if nobody of them did. Immutable.
///
/// @param id `csc-` and 17 characters
/// @param publishers ARNs of versions of signing profiles; the last part of each is the SHA-256 of a
///     certificate, in hex
/// @param enforced whether other packages are refused; if not, they are only warned of
public record CodeSigningConfig(
    String id,
    String description,
    List<String> publishers,
    boolean enforced,
    Instant lastModified,
    Map<String, String> tags) {

  public CodeSigningConfig {
    publishers = List.copyOf(publishers);
    tags = Map.copyOf(tags);
  }

  /// Whether the certificate is one of a publisher's.
  ///
  /// @param sha256 in hex
  public boolean trusts(String sha256) {
    return publishers.stream()
        .map(arn -> arn.substring(arn.lastIndexOf('/') + 1))
        .anyMatch(sha256::equalsIgnoreCase);
  }

  public CodeSigningConfig withTags(Map<String, String> newTags) {
    return new CodeSigningConfig(id, description, publishers, enforced, lastModified, newTags);
  }
}
