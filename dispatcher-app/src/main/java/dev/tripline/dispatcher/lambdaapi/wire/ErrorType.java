package dev.tripline.dispatcher.lambdaapi.wire;

/// The errors of the Lambda API: HTTP status, name, and how AWS writes the body.
public enum ErrorType {
  ACCESS_DENIED(403, "AccessDeniedException", Body.CAPITAL),
  INVALID_PARAMETER(400, "InvalidParameterValueException", Body.TYPED),
  INVALID_PARAMETER_BARE(400, "InvalidParameterValueException", Body.BARE),
  INVALID_REQUEST_CONTENT(400, "InvalidRequestContentException", Body.TYPED),
  NO_PROVISIONED_CONCURRENCY(404, "ProvisionedConcurrencyConfigNotFoundException", Body.TYPED),
  POLICY_LENGTH_EXCEEDED(400, "PolicyLengthExceededException", Body.TYPED),
  PRECONDITION_FAILED(412, "PreconditionFailedException", Body.TYPED),
  CODE_SIGNING_CONFIG_NOT_FOUND(404, "CodeSigningConfigNotFoundException", Body.TYPED_CAPITAL),
  CODE_STORAGE_EXCEEDED(400, "CodeStorageExceededException", Body.TYPED),
  CODE_VERIFICATION_FAILED(400, "CodeVerificationFailedException", Body.TYPED_CAPITAL),
  INVALID_CODE_SIGNATURE(400, "InvalidCodeSignatureException", Body.TYPED_CAPITAL),
  RECURSIVE_INVOCATION(400, "RecursiveInvocationException", Body.TYPED_CAPITAL),
  REQUEST_TOO_LARGE(413, "RequestTooLargeException", Body.TYPED),
  REQUEST_ENTITY_TOO_LARGE(413, "RequestEntityTooLargeException", Body.BARE),
  RESOURCE_CONFLICT(409, "ResourceConflictException", Body.TYPED),
  SNAP_START_NOT_READY(409, "SnapStartNotReadyException", Body.TYPED_CAPITAL),
  RESOURCE_NOT_FOUND_BARE(404, "ResourceNotFoundException", Body.CAPITAL),
  RESOURCE_NOT_FOUND(404, "ResourceNotFoundException", Body.TYPED_CAPITAL),
  SERIALIZATION(400, "SerializationException", Body.BARE),
  SERVICE(500, "ServiceException", Body.TYPED_CAPITAL),
  SERVICE_UNAVAILABLE(503, "ServiceUnavailableException", Body.CAPITAL),
  UNKNOWN_OPERATION(404, "UnknownOperationException", Body.BARE),
  TOO_MANY_REQUESTS(429, "TooManyRequestsException", Body.TYPED),
  VALIDATION(400, "ValidationException", Body.BARE);

  private final int status;
  private final String code;
  private final Body body;

  ErrorType(int status, String code, Body body) {
    this.status = status;
    this.code = code;
    this.body = body;
  }

  /// The HTTP status.
  public int status() {
    return status;
  }

  /// The name as it stands in `x-amzn-ErrorType`.
  public String code() {
    return code;
  }

  String messageMember() {
    return body == Body.CAPITAL || body == Body.TYPED_CAPITAL ? "Message" : "message";
  }

  /// `User` or `Service`; empty if the body has no such member.
  String typeMember() {
    return switch (body) {
      case TYPED, TYPED_CAPITAL -> status >= 500 ? "Service" : "User";
      case BARE, CAPITAL -> "";
    };
  }

  private enum Body {
    /// Only `message`.
    BARE,
    /// Only `Message`.
    CAPITAL,
    TYPED,
    TYPED_CAPITAL
  }
}
