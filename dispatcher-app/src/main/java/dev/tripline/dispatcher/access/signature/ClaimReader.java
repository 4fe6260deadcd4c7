package dev.tripline.dispatcher.access.signature;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the signature of a request, from its `Authorization` header or from its query; never from both.
///
/// @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html">Authentication methods</a>
final class ClaimReader {
  static final String ALGORITHM = "AWS4-HMAC-SHA256";
  static final String TOKEN_HEADER = "x-amz-security-token";
  static final String TOKEN_PARAMETER = "X-Amz-Security-Token";
  static final String SIGNATURE_PARAMETER = "X-Amz-Signature";

  /// Those of the header, of which each must be there.
  private static final List<String> PARTS = List.of("Credential", "Signature", "SignedHeaders");

  private static final int CREDENTIAL = 0;
  private static final int SIGNATURE = 1;
  private static final int SIGNED_HEADERS = 2;

  private static final int LONGEST_LIFE = 604_800;
  private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");

  private ClaimReader() {}

  static ClaimResult read(SignedRequest request) {
    List<String> authorization = request.header("authorization");
    boolean inQuery = false;
    Map<String, String> parameters = new HashMap<>();
    for (QueryPair pair : QueryPair.of(request.query())) {
      // Any of them is an attempt, so that nothing is signed in one place and read in another.
      if (pair.isSignaturePart()) {
        inQuery = true;
        if (parameters.put(pair.name(), pair.value()) != null) {
          return Refusal.incomplete("The parameter " + pair.name() + " must be given only once.");
        }
      }
    }
    if (authorization.isEmpty()) {
      return inQuery ? presigned(request, parameters) : Refusal.missing();
    }
    if (inQuery) {
      return Refusal.invalid(
          "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter or the"
              + " Authorization header should be specified");
    }
    return authorization.size() == 1
        ? signed(request, authorization.getFirst().strip())
        : Refusal.incomplete("The Authorization header must be given only once.");
  }

  private static ClaimResult signed(SignedRequest request, String authorization) {
    if (!authorization.startsWith(ALGORITHM + " ")) {
      return authorization.startsWith("AWS4-")
          ? Refusal.incomplete("Unsupported AWS 'algorithm': only " + ALGORITHM + " is accepted.")
          : Refusal.missing();
    }
    String[] parts = new String[PARTS.size()];
    for (String part : split(authorization.substring(ALGORITHM.length() + 1), ',')) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part.strip() : part.substring(0, equals).strip();
      int number = PARTS.indexOf(name);
      if (number >= 0) {
        if (parts[number] != null) {
          return Refusal.incomplete("Authorization header has '" + name + "' more than once.");
        }
        parts[number] = equals < 0 ? "" : part.substring(equals + 1).strip();
      }
    }
    StringBuilder missing = new StringBuilder(0);
    for (int i = 0; i < parts.length; i++) {
      if (parts[i] == null || parts[i].isEmpty()) {
        missing
            .append("Authorization header requires '")
            .append(PARTS.get(i))
            .append("' parameter. ");
      }
    }
    List<String> dates = request.header("x-amz-date");
    if (dates.size() != 1) {
      missing.append("Authorization header requires existence of one 'X-Amz-Date' header. ");
    }
    if (!missing.isEmpty()) {
      return Refusal.incomplete(missing.toString().strip());
    }
    List<String> tokens = request.header(TOKEN_HEADER);
    if (tokens.size() > 1) {
      return Refusal.incomplete("The header X-Amz-Security-Token must be given only once.");
    }
    return claim(
        parts[CREDENTIAL],
        dates.getFirst().strip(),
        parts[SIGNED_HEADERS],
        parts[SIGNATURE],
        tokens.isEmpty() ? null : tokens.getFirst().strip(),
        0);
  }

  private static ClaimResult presigned(SignedRequest request, Map<String, String> parameters) {
    if (!ALGORITHM.equals(parameters.get("X-Amz-Algorithm"))) {
      return Refusal.incomplete(
          "AWS query-string parameters must include 'X-Amz-Algorithm', and it must be "
              + ALGORITHM
              + ".");
    }
    for (String name :
        List.of(
            "X-Amz-Credential",
            SIGNATURE_PARAMETER,
            "X-Amz-SignedHeaders",
            "X-Amz-Date",
            "X-Amz-Expires")) {
      if (parameters.getOrDefault(name, "").isEmpty()) {
        return Refusal.incomplete("AWS query-string parameters must include '" + name + "'.");
      }
    }
    if (!request.header(TOKEN_HEADER).isEmpty()) {
      return Refusal.invalid("The session token of a presigned URL is a parameter of its query.");
    }
    String expires = parameters.getOrDefault("X-Amz-Expires", "");
    int seconds = NUMBER.matcher(expires).matches() ? Integer.parseInt(expires) : 0;
    if (seconds < 1 || seconds > LONGEST_LIFE) {
      return Refusal.incomplete("X-Amz-Expires must be 1 to " + LONGEST_LIFE + " seconds.");
    }
    return claim(
        parameters.getOrDefault("X-Amz-Credential", ""),
        parameters.getOrDefault("X-Amz-Date", ""),
        parameters.getOrDefault("X-Amz-SignedHeaders", ""),
        parameters.getOrDefault(SIGNATURE_PARAMETER, ""),
        parameters.get(TOKEN_PARAMETER),
        seconds);
  }

  private static ClaimResult claim(
      String credential,
      String timestamp,
      String signedHeaders,
      String signature,
      @Nullable String token,
      int expires) {
    List<String> scope = split(credential, '/');
    if (scope.size() != 5 || !isKeyId(scope.getFirst())) {
      return Refusal.incomplete(
          "Credential must have exactly 5 slash-delimited elements, e.g."
              + " keyid/date/region/service/term.");
    }
    if (!isTimestamp(timestamp)) {
      return Refusal.incomplete("Date must be in ISO-8601 'basic format', yyyyMMdd'T'HHmmss'Z'.");
    }
    if (!scope.get(4).equals("aws4_request")) {
      return Refusal.invalid(
          "Credential should be scoped with a valid terminator: 'aws4_request'.");
    }
    return new SignatureClaim(
        scope.get(0),
        scope.get(1),
        scope.get(2),
        scope.get(3),
        timestamp,
        split(signedHeaders, ';'),
        signature,
        token,
        expires);
  }

  private static boolean isKeyId(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && c != '_') {
        return false;
      }
    }
    return text.length() >= 4 && text.length() <= 128;
  }

  /// In form only.
  private static boolean isTimestamp(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (i == 8 ? c != 'T' : i == 15 ? c != 'Z' : c < '0' || c > '9') {
        return false;
      }
    }
    return text.length() == 16;
  }

  /// One part at least, empty ones included.
  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>(8);
    int from = 0;
    for (int end = text.indexOf(separator); end >= 0; end = text.indexOf(separator, from)) {
      parts.add(text.substring(from, end));
      from = end + 1;
    }
    parts.add(text.substring(from));
    return parts;
  }
}
