package dev.tripline.runtime.image.content;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The bytes of a tar, counted while they are read: all of them against a budget, and those of one header
/// against a bound of its own, since names and attributes are read into memory. Long headers have a bound
/// for all of them together, too.
public final class BoundedTar extends FilterInputStream {
  /// A name, a link, extended attributes, and the padding before them.
  public static final long HEADER = 1024 * 1024;

  /// What all headers of a tar may have together, beside [#USUAL] bytes of each.
  public static final long LONG_HEADERS = 64 * 1024 * 1024;

  /// A header with a long path and a few attributes.
  public static final long USUAL = 4 * 1024;

  private final long budget;
  private long read;
  private long bound;
  private long headerAt = -1;
  private long headersLeft = LONG_HEADERS;

  public BoundedTar(InputStream tar, long budget) {
    super(tar);
    this.budget = budget;
    this.bound = budget;
  }

  /// A tar has more bytes than it may.
  public static final class ExceededException extends IOException {
    private final boolean header;

    public ExceededException(boolean header) {
      super(header ? "headers of the tar are too long" : "the tar is too long");
      this.header = header;
    }

    public boolean inHeader() {
      return header;
    }
  }

  /// The number of bytes that were read so far.
  public long position() {
    return read;
  }

  /// Until [#content], only as many bytes may be read as a header has.
  public void header() {
    headerAt = read;
    bound = Math.min(budget, read + Math.min(HEADER, USUAL + headersLeft));
  }

  public void content() {
    if (headerAt >= 0) {
      headersLeft -= Math.max(0, read - headerAt - USUAL);
      headerAt = -1;
    }
    bound = budget;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    if (value >= 0) {
      count(1);
    }
    return value;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int n = super.read(bytes, offset, length);
    if (n > 0) {
      count(n);
    }
    return n;
  }

  /// Reads: a digest may be taken of what is passed over.
  @Override
  public long skip(long wanted) throws IOException {
    byte[] passed = new byte[Math.clamp(wanted, 0, 64 * 1024)];
    long skipped = 0;
    while (skipped < wanted) {
      int n = read(passed, 0, (int) Math.min(passed.length, wanted - skipped));
      if (n < 0) {
        break;
      }
      skipped += n;
    }
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void count(int n) throws ExceededException {
    read += n;
    if (read > bound) {
      throw new ExceededException(bound < budget);
    }
  }
}
