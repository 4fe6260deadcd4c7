package dev.tripline.dispatcher.settings;

import dev.tripline.delivery.ByteSize;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/// Values of settings as an operator writes them.
final class SettingText {
  private static final Path HERE = Path.of("").toAbsolutePath();
  private static final List<String> SIZES = List.of("B", "KB", "MB", "GB", "TB");

  private SettingText() {}

  /// `20ms`, `64MB`, `a,b`; empty for a value that is not set.
  static String of(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Duration duration -> duration(duration);
      case DataSize size -> size(size.toBytes());
      case ByteSize size -> size(size.bytes());
      case List<?> list -> list.stream().map(SettingText::of).collect(Collectors.joining(","));
      case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
      case SecretReference secret -> secret.text();
      case Path path when path.startsWith(HERE) -> "./" + HERE.relativize(path);
      default -> value.toString();
    };
  }

  private static String duration(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1_000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1_000;
    if (seconds % 60 != 0 || seconds == 0) {
      return seconds + "s";
    }
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds / 60 + "m";
  }

  private static String size(long bytes) {
    int unit = 0;
    long amount = bytes;
    while (amount >= 1_024 && amount % 1_024 == 0) {
      amount /= 1_024;
      unit++;
    }
    return amount + SIZES.get(unit);
  }
}
