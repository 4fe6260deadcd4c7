package dev.tripline.dispatcher.deadletter.transform;

import dev.tripline.dispatcher.deadletter.transform.PayloadChange.ChangeFailure;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;

/// Bytes up to a limit. For one thread.
final class BoundedBytes extends OutputStream {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final int limit;

  BoundedBytes(int limit) {
    this.limit = limit;
  }

  @Override
  public void write(int b) {
    require(1);
    bytes.write(b);
  }

  @Override
  public void write(byte[] content, int offset, int length) {
    require(length);
    bytes.write(content, offset, length);
  }

  private void require(int more) {
    if (more > limit - bytes.size()) {
      throw new ChangeFailure("the new payload has more than " + limit + " bytes");
    }
  }

  byte[] toByteArray() {
    return bytes.toByteArray();
  }
}
