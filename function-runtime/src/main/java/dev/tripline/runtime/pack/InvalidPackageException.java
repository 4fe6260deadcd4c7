package dev.tripline.runtime.pack;

/// A package was refused. The message is what AWS answers in its `InvalidParameterValueException`, and
/// behind it, where AWS's words do not tell, the reason.
public final class InvalidPackageException extends Exception {
  private InvalidPackageException(String message) {
    super(message);
  }

  /// Not a zip, damaged, or holding an entry that must not be unpacked.
  static InvalidPackageException cannotUnzip(String reason) {
    return new InvalidPackageException(
        "Could not unzip uploaded file. Please check your file, then try to upload again. Reason: "
            + reason
            + ".");
  }

  /// More bytes than allowed, counted while inflating.
  static InvalidPackageException tooLarge(long limit) {
    return new InvalidPackageException("Unzipped size must be smaller than " + limit + " bytes");
  }
}
