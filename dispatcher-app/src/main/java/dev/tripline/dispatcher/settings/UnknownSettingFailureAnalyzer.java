package dev.tripline.dispatcher.settings;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/// Reports unknown settings, without a stack trace.
class UnknownSettingFailureAnalyzer extends AbstractFailureAnalyzer<UnknownSettingException> {

  @Override
  protected FailureAnalysis analyze(Throwable failure, UnknownSettingException cause) {
    return new FailureAnalysis(
        cause.getMessage()
            + "\nA setting that nobody reads would leave its default in force without a word.",
        "Correct or remove it; docs/settings.md lists all settings.",
        cause);
  }
}
