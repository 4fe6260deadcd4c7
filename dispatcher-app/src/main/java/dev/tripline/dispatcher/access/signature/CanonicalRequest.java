package dev.tripline.dispatcher.access.signature;

import java.util.ArrayList;
import java.util.List;

/// The one text that a request is signed as, whatever freedom HTTP leaves to write it.
///
/// @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Create a signed request</a>
final class CanonicalRequest {
  private CanonicalRequest() {}

  /// @param bodyDigest SHA-256 of the body, in hexadecimal
  /// @param withToken `false` to leave a presigned URL's session token out
  static String of(
      SignedRequest request,
      SignatureClaim claim,
      SigningRules.PathForm form,
      String bodyDigest,
      boolean withToken) {
    StringBuilder text = new StringBuilder(512);
    text.append(request.method()).append('\n');
    path(request.path(), form, text);
    text.append('\n');
    query(request.query(), claim.presigned(), withToken, text);
    text.append('\n');
    for (String name : claim.signedHeaders()) {
      text.append(name).append(':');
      values(request.header(name), text);
      text.append('\n');
    }
    text.append('\n');
    for (int i = 0; i < claim.signedHeaders().size(); i++) {
      text.append(i == 0 ? "" : ";").append(claim.signedHeaders().get(i));
    }
    return text.append('\n').append(bodyDigest).toString();
  }

  private static void path(String path, SigningRules.PathForm form, StringBuilder text) {
    switch (form) {
      case AS_SENT -> text.append(path.isEmpty() ? "/" : path);
      case ENCODED -> UriText.encode(path.isEmpty() ? "/" : path, true, text);
      case NORMALISED -> UriText.encode(normalised(path), true, text);
    }
  }

  /// Without `.`, `..` and empty segments; a slash at the end stays.
  private static String normalised(String path) {
    if (!path.contains("//") && !path.contains("/.") && path.startsWith("/")) {
      return path;
    }
    List<String> kept = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      switch (segment) {
        case "", "." -> {}
        case ".." -> {
          if (!kept.isEmpty()) {
            kept.removeLast();
          }
        }
        default -> kept.add(segment);
      }
    }
    String joined = "/" + String.join("/", kept);
    return path.endsWith("/") && joined.length() > 1 ? joined + "/" : joined;
  }

  private static void query(
      String query, boolean presigned, boolean withToken, StringBuilder text) {
    if (query.isEmpty()) {
      return;
    }
    List<String[]> pairs = new ArrayList<>();
    for (QueryPair pair : QueryPair.of(query)) {
      boolean left =
          presigned
              && (pair.name().equals(ClaimReader.SIGNATURE_PARAMETER)
                  || (!withToken && pair.name().equals(ClaimReader.TOKEN_PARAMETER)));
      if (!left) {
        pairs.add(new String[] {UriText.encode(pair.name()), UriText.encode(pair.value())});
      }
    }
    pairs.sort((one, other) -> {
      int names = one[0].compareTo(other[0]);
      return names == 0 ? one[1].compareTo(other[1]) : names;
    });
    for (int i = 0; i < pairs.size(); i++) {
      text.append(i == 0 ? "" : "&").append(pairs.get(i)[0]).append('=').append(pairs.get(i)[1]);
    }
  }

  private static void values(List<String> values, StringBuilder text) {
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        text.append(',');
      }
      collapsed(values.get(i), text);
    }
  }

  /// Whether white space is in it only as single spaces between other characters: nearly always.
  private static boolean isCollapsed(String value) {
    boolean space = true;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean again = space;
      space = c == ' ';
      if ((space && again) || c == '\t' || c == '\r' || c == '\n') {
        return false;
      }
    }
    return !space;
  }

  /// Trimmed, with one space for each run of white space.
  private static void collapsed(String value, StringBuilder text) {
    if (isCollapsed(value)) {
      text.append(value);
      return;
    }
    boolean pending = false;
    boolean begun = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        pending = begun;
      } else {
        if (pending) {
          text.append(' ');
          pending = false;
        }
        text.append(c);
        begun = true;
      }
    }
  }
}
