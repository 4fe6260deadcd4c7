package dev.tripline.runtime.image;

import dev.tripline.runtime.image.content.Descriptor;
import dev.tripline.runtime.image.content.Digest;
import dev.tripline.runtime.image.content.ImageException;
import dev.tripline.runtime.image.content.ImageException.Reason;
import dev.tripline.runtime.image.content.ImageSource;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/// The place of an image, from which nothing is read after a time. A read that waits is not ended.
final class TimedSource implements ImageSource {
  private final ImageSource source;
  private final Duration limit;
  private final long began = System.nanoTime();

  TimedSource(ImageSource source, Duration limit) {
    this.source = source;
    this.limit = limit;
  }

  @Override
  public byte[] named() throws ImageException {
    requireTime();
    return source.named();
  }

  @Override
  public byte[] manifest(Digest digest) throws ImageException {
    requireTime();
    return source.manifest(digest);
  }

  @Override
  public InputStream blob(Descriptor part) throws ImageException, IOException {
    requireTime();
    return new FilterInputStream(source.blob(part)) {
      @Override
      public int read() throws IOException {
        requireTimeToRead();
        return super.read();
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        requireTimeToRead();
        return super.read(bytes, offset, length);
      }
    };
  }

  private boolean isOver() {
    return System.nanoTime() - began > limit.toNanos();
  }

  private void requireTimeToRead() throws IOException {
    if (isOver()) {
      throw new IOException("the image takes longer than " + limit);
    }
  }

  private void requireTime() throws ImageException {
    if (isOver()) {
      throw new ImageException(
          Reason.UNREACHABLE,
          "The image takes longer than " + limit + " (tripline.images.pull-timeout).");
    }
  }
}
