package dev.tripline.dispatcher.topic.query;

/// A call that is answered with one of SNS's errors. Carries no stack trace: it is an answer, not a
/// defect.
final class TopicException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Code code;

  TopicException(Code code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /// The errors of SNS, with their status.
  enum Code {
    INVALID_PARAMETER(400, "InvalidParameter"),
    INVALID_PARAMETER_VALUE(400, "ParameterValueInvalid"),
    INVALID_ACTION(400, "InvalidAction"),
    MALFORMED(400, "MalformedInput"),
    VALIDATION(400, "ValidationError"),
    NOT_FOUND(404, "NotFound"),
    TAGGED_NOT_FOUND(404, "ResourceNotFound"),
    TAG_LIMIT(400, "TagLimitExceeded"),
    NOT_AUTHORIZED(403, "AuthorizationError"),
    TOO_MANY_ENTRIES(400, "TooManyEntriesInBatchRequest"),
    NO_ENTRIES(400, "EmptyBatchRequest"),
    SAME_IDS(400, "BatchEntryIdsNotDistinct"),
    INVALID_ID(400, "InvalidBatchEntryId"),
    BATCH_TOO_LONG(400, "BatchRequestTooLong"),
    TOO_LARGE(413, "RequestEntityTooLarge"),
    UNAVAILABLE(503, "ServiceUnavailable"),
    INTERNAL(500, "InternalError");

    private final int status;
    private final String text;

    Code(int status, String text) {
      this.status = status;
      this.text = text;
    }

    int status() {
      return status;
    }

    /// As clients know it.
    String text() {
      return text;
    }
  }

  Code code() {
    return code;
  }

  /// `InvalidParameter` in the words of SNS.
  static TopicException invalid(String what) {
    return new TopicException(Code.INVALID_PARAMETER, "Invalid parameter: " + what);
  }

  static TopicException noTopic() {
    return new TopicException(Code.NOT_FOUND, "Topic does not exist");
  }
}
