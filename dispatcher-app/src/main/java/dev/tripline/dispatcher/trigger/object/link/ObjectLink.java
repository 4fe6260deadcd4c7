package dev.tripline.dispatcher.trigger.object.link;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/// The object that a link leads to.
///
/// @param keyId of the key that proves the link
/// @param trigger the id of the trigger whose event has it
/// @param key of the object, not URL-encoded
/// @param state of the object, in the words of the trigger's kind: another one is not shown
/// @param expires from when on it leads nowhere
record ObjectLink(
    String keyId, String trigger, String bucket, String key, String state, Instant expires) {

  byte[] bytes() {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeUTF(keyId);
      out.writeUTF(trigger);
      out.writeUTF(bucket);
      out.writeUTF(key);
      out.writeUTF(state);
      out.writeLong(expires.getEpochSecond());
    } catch (IOException e) {
      throw new UncheckedIOException("a link to " + key + " cannot be written", e);
    }
    return bytes.toByteArray();
  }

  /// @throws IOException if they are none of a link
  static ObjectLink of(byte[] bytes) throws IOException {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return new ObjectLink(
          in.readUTF(),
          in.readUTF(),
          in.readUTF(),
          in.readUTF(),
          in.readUTF(),
          Instant.ofEpochSecond(in.readLong()));
    }
  }
}
