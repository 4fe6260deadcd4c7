package dev.tripline.dispatcher.settings;

import java.util.List;
import java.util.stream.Collectors;

/// Settings were configured that do not exist. The dispatcher does not start.
final class UnknownSettingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnknownSettingException(List<UnknownSettings.Unknown> unknown) {
    super(
        unknown.stream().map(UnknownSettingException::sentence).collect(Collectors.joining("\n")));
  }

  private static String sentence(UnknownSettings.Unknown unknown) {
    return unknown.renamed()
        ? "%s (%s) is called %s now".formatted(unknown.name(), unknown.place(), unknown.meant())
        : "%s (%s) is no setting: did you mean %s?"
            .formatted(unknown.name(), unknown.place(), unknown.meant());
  }
}
