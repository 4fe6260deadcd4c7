package dev.tripline.dispatcher.access.signature;

/// The reason why a signature is not accepted, in AWS's words.
///
/// @see <a href="https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html">Common errors</a>
public record Refusal(Reason reason, String message) implements ClaimResult {
  private static final String MISMATCH =
      "The request signature we calculated does not match the signature you provided. Check your"
          + " AWS Secret Access Key and signing method. Consult the service documentation for"
          + " details.";

  /// The errors of AWS's that refuse callers.
  public enum Reason {
    MISSING_TOKEN("MissingAuthenticationTokenException"),
    INCOMPLETE("IncompleteSignatureException"),
    INVALID("InvalidSignatureException"),
    UNKNOWN_CLIENT("UnrecognizedClientException"),
    EXPIRED_TOKEN("ExpiredTokenException");

    private final String code;

    Reason(String code) {
      this.code = code;
    }

    /// As `x-amzn-ErrorType` has it.
    public String code() {
      return code;
    }
  }

  /// The request has no signature at all.
  public static Refusal missing() {
    return new Refusal(Reason.MISSING_TOKEN, "Missing Authentication Token");
  }

  /// The access key, or its session token, is none of ours, or is disabled.
  public static Refusal unknownClient() {
    return new Refusal(
        Reason.UNKNOWN_CLIENT, "The security token included in the request is invalid.");
  }

  public static Refusal expiredToken() {
    return new Refusal(
        Reason.EXPIRED_TOKEN, "The security token included in the request is expired");
  }

  static Refusal incomplete(String message) {
    return new Refusal(Reason.INCOMPLETE, message);
  }

  static Refusal invalid(String message) {
    return new Refusal(Reason.INVALID, message);
  }

  static Refusal mismatch() {
    return invalid(MISMATCH);
  }
}
