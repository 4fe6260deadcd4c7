package dev.tripline.spi.file;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/// Names of files as text in UTF-8, whatever the locale of this process: where that is not UTF-8 (the
/// POSIX locale of cron and systemd, for instance), a [Path] neither shows other letters than ASCII
/// nor can be made of them. Its URI has the name's bytes, and makes a path of them again.
public final class Utf8Path {
  private static final boolean UTF_8 =
      "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"));

  private static final char UNREADABLE = '\uFFFD';

  private Utf8Path() {}

  /// The last part of the path; empty if it is not UTF-8.
  public static Optional<String> name(Path path) {
    String shown = String.valueOf(path.getFileName());
    if (isAscii(shown) || (UTF_8 && shown.indexOf(UNREADABLE) < 0)) {
      return Optional.of(shown);
    }
    String raw = path.toUri().getRawPath();
    int end = raw.endsWith("/") ? raw.length() - 1 : raw.length();
    return decoded(raw.substring(raw.lastIndexOf('/', end - 1) + 1, end));
  }

  /// The file below a folder.
  ///
  /// @param key with slashes
  public static Path below(Path folder, String key) {
    if (UTF_8 || isAscii(key)) {
      return folder.resolve(key);
    }
    String raw = folder.toUri().getRawPath();
    return Path.of(URI.create("file://" + (raw.endsWith("/") ? raw : raw + "/") + encoded(key)));
  }

  /// The path that a text names.
  ///
  /// @throws java.nio.file.InvalidPathException if there can be none
  public static Path of(String text) {
    if (UTF_8 || isAscii(text)) {
      return Path.of(text);
    }
    if (text.startsWith("/")) {
      return Path.of(URI.create("file://" + encoded(text)));
    }
    Path here = Path.of("").toAbsolutePath();
    return here.relativize(below(here, text));
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static Optional<String> decoded(String raw) {
    ByteBuffer bytes = ByteBuffer.allocate(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      if (raw.charAt(i) == '%') {
        bytes.put((byte) HexFormat.fromHexDigits(raw, i + 1, i + 3));
        i += 2;
      } else {
        bytes.put((byte) raw.charAt(i));
      }
    }
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
    } catch (CharacterCodingException _) {
      return Optional.empty();
    }
  }

  private static String encoded(String path) {
    StringBuilder encoded = new StringBuilder();
    for (byte each : path.getBytes(StandardCharsets.UTF_8)) {
      char letter = (char) (each & 0xff);
      boolean plain =
          letter == '/'
              || (letter >= 'a' && letter <= 'z')
              || (letter >= 'A' && letter <= 'Z')
              || (letter >= '0' && letter <= '9')
              || "-_.".indexOf(letter) >= 0;
      encoded.append(plain ? String.valueOf(letter) : "%%%02X".formatted((int) letter));
    }
    return encoded.toString();
  }
}
