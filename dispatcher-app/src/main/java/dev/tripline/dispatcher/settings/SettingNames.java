package dev.tripline.dispatcher.settings;

import java.util.Locale;

/// How the names of settings are written.
final class SettingNames {
  private SettingNames() {}

  /// `concurrencyPerFunction` as `concurrency-per-function`.
  static String dashed(String component) {
    return component.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }
}
