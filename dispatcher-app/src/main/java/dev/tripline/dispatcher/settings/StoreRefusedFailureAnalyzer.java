package dev.tripline.dispatcher.settings;

import dev.tripline.store.engine.StoreRefusedException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/// Reports a store that cannot be used as it is in three lines: what, why, what to do.
class StoreRefusedFailureAnalyzer extends AbstractFailureAnalyzer<StoreRefusedException> {

  @Override
  protected FailureAnalysis analyze(Throwable failure, StoreRefusedException cause) {
    return new FailureAnalysis(
        "%s:%n%s.".formatted(cause.refused(), cause.reason()), cause.remedy(), cause);
  }
}
