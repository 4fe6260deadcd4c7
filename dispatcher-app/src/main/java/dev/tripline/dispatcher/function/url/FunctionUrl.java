package dev.tripline.dispatcher.function.url;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An address at which a function, or an alias of it, answers requests of HTTP.
///
/// @param id unique, 32 lower-case letters and digits
/// @param mode null if none was named, which means [Mode#BUFFERED]
/// @param cors null if the function itself answers for cross-origin requests
public record FunctionUrl(
    String id,
    Auth auth,
    @Nullable Mode mode,
    @Nullable Cors cors,
    Instant createdAt,
    Instant modifiedAt) {

  /// The proof that callers need. The names are those of the API.
  public enum Auth {
    /// None: it is public, if a policy of the function says so too.
    NONE,
    /// A signature.
    AWS_IAM
  }

  /// How the answer reaches the caller. The names are those of the API.
  public enum Mode {
    BUFFERED,
    RESPONSE_STREAM
  }

  /// The requests of other origins that browsers may send. Members that were not given are null.
  ///
  /// @param maxAge seconds
  public record Cors(
      @Nullable Boolean allowCredentials,
      @Nullable List<String> allowHeaders,
      @Nullable List<String> allowMethods,
      @Nullable List<String> allowOrigins,
      @Nullable List<String> exposeHeaders,
      @Nullable Integer maxAge) {}

  public boolean isStreamed() {
    return mode == Mode.RESPONSE_STREAM;
  }
}
