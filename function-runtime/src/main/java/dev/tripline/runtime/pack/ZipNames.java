package dev.tripline.runtime.pack;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Turns an entry's name into a relative path inside the tree, or refuses it. A backslash separates like
/// a slash: PowerShell and older .NET write zips with it.
final class ZipNames {
  private static final int MAX_SEGMENT_BYTES = 255;
  private static final int MAX_BYTES = 4000;
  private static final int MAX_DEPTH = 100;
  private static final int SHOWN = 40;

  private ZipNames() {}

  /// @return segments joined by `/`; empty for the root itself (`./`)
  static String canonical(byte[] raw) throws InvalidPackageException {
    if (raw.length == 0 || raw.length > MAX_BYTES) {
      throw InvalidPackageException.cannotUnzip("an entry name of " + raw.length + " bytes");
    }
    String name = decode(raw).replace('\\', '/');
    if (name.startsWith("/") || name.indexOf('\0') >= 0 || name.matches("^[A-Za-z]:.*")) {
      throw refused(name);
    }
    List<String> segments = new ArrayList<>();
    for (String segment : name.split("/", -1)) {
      if (segment.equals("..")) {
        throw refused(name);
      }
      int bytes = segment.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MAX_SEGMENT_BYTES) {
        throw InvalidPackageException.cannotUnzip(
            "a name of %d bytes in the entry '%s...'; file systems take %d"
                .formatted(bytes, name.substring(0, SHOWN), MAX_SEGMENT_BYTES));
      }
      if (!segment.isEmpty() && !segment.equals(".")) {
        segments.add(segment);
      }
    }
    if (segments.size() > MAX_DEPTH) {
      throw InvalidPackageException.cannotUnzip(
          "an entry lies %d directories deep; %d are the most"
              .formatted(segments.size(), MAX_DEPTH));
    }
    return String.join("/", segments);
  }

  /// Whether the entry is a directory by its name.
  static boolean isDirectory(byte[] raw) {
    byte last = raw[raw.length - 1];
    return last == '/' || last == '\\';
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
