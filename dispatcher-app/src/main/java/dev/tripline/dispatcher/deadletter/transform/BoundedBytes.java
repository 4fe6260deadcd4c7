package dev.tripline.dispatcher.deadletter.transform;

import dev.tripline.dispatcher.deadletter.transform.PayloadChange.ChangeFailure;
import java.io.ByteArrayOutputStream;

/// Bytes up to a limit. For one thread.
final class BoundedBytes extends ByteArrayOutputStream {
  private final int limit;

  BoundedBytes(int limit) {
    this.limit = limit;
  }

  @Override
  public void write(int b) {
    require(1);
    super.write(b);
  }

  @Override
  public void write(byte[] content, int offset, int length) {
    require(length);
    super.write(content, offset, length);
  }

  private void require(int more) {
    if (more > limit - count) {
      throw new ChangeFailure("the new payload has more than " + limit + " bytes");
    }
  }
}
