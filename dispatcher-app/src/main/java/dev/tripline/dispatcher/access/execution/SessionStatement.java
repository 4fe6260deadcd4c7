package dev.tripline.dispatcher.access.execution;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;

/// The content of a session token, as it is authenticated.
///
/// @param rootId of the key that authenticates it
/// @param function name without a qualifier
/// @param incarnation of the function
/// @param role the ARN of the function's execution role
/// @param validUntil in whole seconds
record SessionStatement(
    String rootId, String function, String incarnation, String role, Instant validUntil) {
  private static final int FORM = 2;

  byte[] bytes() {
    var bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORM);
      out.writeUTF(rootId);
      out.writeUTF(function);
      out.writeUTF(incarnation);
      out.writeUTF(role);
      out.writeLong(validUntil.getEpochSecond());
    } catch (IOException e) {
      throw new UncheckedIOException("a session token cannot be written", e);
    }
    return bytes.toByteArray();
  }

  /// Empty if the bytes are none. They are not authenticated by that.
  static Optional<SessionStatement> read(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readByte() != FORM) {
        return Optional.empty();
      }
      var statement =
          new SessionStatement(
              in.readUTF(),
              in.readUTF(),
              in.readUTF(),
              in.readUTF(),
              Instant.ofEpochSecond(in.readLong()));
      return in.read() < 0 ? Optional.of(statement) : Optional.empty();
    } catch (IOException | RuntimeException _) {
      return Optional.empty();
    }
  }
}
