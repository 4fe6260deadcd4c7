package dev.tripline.runtime.pack;

/// A package was refused. The message is what AWS answers in its `InvalidParameterValueException`;
/// the cause of the refusal is in [#reason].
public final class InvalidPackageException extends Exception {
  private final String reason;

  private InvalidPackageException(String message, String reason) {
    super(message);
    this.reason = reason;
  }

  /// Not a zip, damaged, or holding an entry that must not be unpacked.
  static InvalidPackageException cannotUnzip(String reason) {
    return new InvalidPackageException(
        "Could not unzip uploaded file. Please check your file, then try to upload again.", reason);
  }

  /// More bytes than allowed, counted while inflating.
  static InvalidPackageException tooLarge(long limit) {
    return new InvalidPackageException(
        "Unzipped size must be smaller than " + limit + " bytes",
        "more than " + limit + " bytes unzipped");
  }

  /// The fault, in words for the operator's log.
  public String reason() {
    return reason;
  }
}
