package dev.tripline.runtime.image.layer;

import dev.tripline.runtime.image.content.BoundedTar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarUtils;
import org.jspecify.annotations.Nullable;

/// The entries of a tar, with bounds on what the reader keeps for all that follow: it collects global
/// attributes until the end, and reads one extended header inside of another.
final class LayerEntries extends TarArchiveInputStream {
  private static final long MOST_GLOBAL = 64 * 1024;
  private static final int MOST_IN_A_ROW = 64;
  private static final int TYPE = 156;
  private static final int SIZE = 124;
  private static final int SIZE_LENGTH = 12;

  private long global;
  private int inARow;

  LayerEntries(BoundedTar tar) {
    super(tar, StandardCharsets.UTF_8.name());
  }

  @Override
  protected byte @Nullable [] readRecord() throws IOException {
    byte[] header = super.readRecord();
    if (header != null) {
      bound(header);
    }
    return header;
  }

  private void bound(byte[] header) throws IOException {
    switch (header[TYPE]) {
      case TarConstants.LF_PAX_GLOBAL_EXTENDED_HEADER -> {
        global += Math.max(0, TarUtils.parseOctalOrBinary(header, SIZE, SIZE_LENGTH));
        inARow++;
      }
      case TarConstants.LF_PAX_EXTENDED_HEADER_LC,
          TarConstants.LF_PAX_EXTENDED_HEADER_UC,
          TarConstants.LF_GNUTYPE_LONGNAME,
          TarConstants.LF_GNUTYPE_LONGLINK ->
          inARow++;
      default -> inARow = 0;
    }
    if (global > MOST_GLOBAL || inARow > MOST_IN_A_ROW) {
      throw new BoundedTar.ExceededException(true);
    }
  }
}
