package dev.tripline.sdk.json;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/// Turns payloads into an author's types and back.
///
/// The built-in [#standard()] needs no library and starts in a few milliseconds, which a cold start
/// feels. Whoever prefers another JSON library implements this interface with it: two short methods.
/// Implementations are safe for many threads.
public interface PayloadMapper {

  /// Reads UTF-8 JSON.
  ///
  /// @return an instance of `type`, or null for the JSON literal `null`
  /// @throws InvalidPayloadException if it is not JSON, or does not fit the type
  @Nullable Object read(byte[] json, Type type);

  /// Writes UTF-8 JSON; null becomes the literal `null`.
  ///
  /// @throws IllegalArgumentException for a value that has no JSON form
  byte[] write(@Nullable Object value);

  /// The built-in mapper: see [RecordMapper].
  static PayloadMapper standard() {
    return RecordMapper.INSTANCE;
  }
}
