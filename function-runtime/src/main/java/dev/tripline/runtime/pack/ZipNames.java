package dev.tripline.runtime.pack;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Turns an entry's name into a relative path inside the tree, or refuses it.
final class ZipNames {
  private static final int MAX_SEGMENT_BYTES = 255;
  private static final int MAX_BYTES = 4000;
  private static final int MAX_DEPTH = 100;

  private ZipNames() {}

  /// @return segments joined by `/`; empty for the root itself (`./`)
  static String canonical(byte[] raw) throws InvalidPackageException {
    if (raw.length == 0 || raw.length > MAX_BYTES) {
      throw InvalidPackageException.cannotUnzip("an entry name of " + raw.length + " bytes");
    }
    String name = decode(raw);
    if (name.startsWith("/")
        || name.indexOf('\0') >= 0
        || name.indexOf('\\') >= 0
        || name.matches("^[A-Za-z]:.*")) {
      throw refused(name);
    }
    List<String> segments = new ArrayList<>();
    for (String segment : name.split("/", -1)) {
      if (segment.equals("..")
          || segment.getBytes(StandardCharsets.UTF_8).length > MAX_SEGMENT_BYTES) {
        throw refused(name);
      }
      if (!segment.isEmpty() && !segment.equals(".")) {
        segments.add(segment);
      }
    }
    if (segments.size() > MAX_DEPTH) {
      throw refused(name);
    }
    return String.join("/", segments);
  }

  /// UTF-8 whatever the entry's flag says, since most tools write it; the zip format's own code page
  /// if the bytes are no UTF-8.
  private static String decode(byte[] raw) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
    } catch (CharacterCodingException _) {
      Charset codePage =
          Charset.isSupported("IBM437") ? Charset.forName("IBM437") : StandardCharsets.ISO_8859_1;
      return new String(raw, codePage);
    }
  }

  private static InvalidPackageException refused(String name) {
    return InvalidPackageException.cannotUnzip("the entry name '" + name + "' leaves the package");
  }
}
