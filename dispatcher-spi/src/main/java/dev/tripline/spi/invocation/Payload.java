package dev.tripline.spi.invocation;

import java.io.IOException;
import java.io.OutputStream;

/// The input of a function, UTF-8 JSON. Its size is known before it is written, and it can be
/// written more than once, the same each time; so a large batch need not stand in memory as a
/// whole.
public interface Payload {

  /// In bytes.
  int size();

  /// Writes exactly [#size] bytes, in pieces that are worth a write each; closes nothing. Blocks as the
  /// stream does.
  ///
  /// @throws IOException if the stream does; what was written until then is no payload
  /// @throws IllegalStateException if it came out otherwise than its size says
  void writeTo(OutputStream out) throws IOException;

  /// All of it at once. May be the very bytes it is made of: nobody changes them.
  ///
  /// @throws IllegalStateException as [#writeTo] does
  byte[] toByteArray();

  /// @param bytes that nobody changes afterwards
  static Payload of(byte[] bytes) {
    return new Payload() {
      @Override
      public int size() {
        return bytes.length;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
      }

      @Override
      public byte[] toByteArray() {
        return bytes;
      }
    };
  }
}
