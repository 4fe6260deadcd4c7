package dev.tripline.dispatcher.access.signature;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A parameter of a query, decoded. A plus sign stands for itself.
record QueryPair(String name, String value) {
  private static final Set<String> PARTS =
      Set.of(
          "X-Amz-Algorithm",
          "X-Amz-Credential",
          "X-Amz-Date",
          "X-Amz-Expires",
          ClaimReader.TOKEN_PARAMETER,
          ClaimReader.SIGNATURE_PARAMETER,
          "X-Amz-SignedHeaders");

  static List<QueryPair> of(String query) {
    if (query.isEmpty()) {
      return List.of();
    }
    List<QueryPair> pairs = new ArrayList<>();
    for (String pair : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        pairs.add(
            new QueryPair(
                UriText.decode(equals < 0 ? pair : pair.substring(0, equals)),
                equals < 0 ? "" : UriText.decode(pair.substring(equals + 1))));
      }
    }
    return pairs;
  }

  /// Whether it belongs to a presigned URL's signature.
  boolean isSignaturePart() {
    return PARTS.contains(name);
  }
}
