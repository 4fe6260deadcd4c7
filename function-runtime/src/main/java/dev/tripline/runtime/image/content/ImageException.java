package dev.tripline.runtime.image.content;

import org.jspecify.annotations.Nullable;

/// An image cannot be had, or not be run. The message is for the owner of the function.
public final class ImageException extends Exception {

  /// The sorts that AWS tells apart.
  public enum Reason {
    /// The registry, or the operator of this dispatcher, does not allow it.
    ACCESS_DENIED("ImageAccessDenied"),
    /// There is no such image.
    DELETED("ImageDeleted"),
    /// It is damaged, of another kind or processor, or breaks a limit.
    INVALID("InvalidImage"),
    /// Its place does not answer; another try may succeed.
    UNREACHABLE("InternalError");

    private final String code;

    Reason(String code) {
      this.code = code;
    }

    /// AWS's `StateReasonCode`.
    public String code() {
      return code;
    }
  }

  private final Reason reason;

  public ImageException(Reason reason, String message) {
    this(reason, message, null);
  }

  public ImageException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public static ImageException invalid(String message) {
    return new ImageException(Reason.INVALID, message);
  }

  public static ImageException tooLarge(long limit) {
    return invalid("The image has more than " + limit + " bytes when it is unpacked.");
  }

  public Reason reason() {
    return reason;
  }
}
