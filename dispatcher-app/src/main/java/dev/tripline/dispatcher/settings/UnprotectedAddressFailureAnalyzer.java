package dev.tripline.dispatcher.settings;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/// Reports an address without access control, without a stack trace.
class UnprotectedAddressFailureAnalyzer
    extends AbstractFailureAnalyzer<UnprotectedAddressException> {

  @Override
  protected FailureAnalysis analyze(Throwable failure, UnprotectedAddressException cause) {
    return new FailureAnalysis(
        cause.getMessage(), cause.remedy() + "; docs/security.md says more.", cause);
  }
}
