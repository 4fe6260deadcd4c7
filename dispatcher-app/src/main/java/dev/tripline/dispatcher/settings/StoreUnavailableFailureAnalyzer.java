package dev.tripline.dispatcher.settings;

import dev.tripline.spi.store.StoreUnavailableException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/// Reports a store that went away while the dispatcher was starting.
class StoreUnavailableFailureAnalyzer extends AbstractFailureAnalyzer<StoreUnavailableException> {

  @Override
  protected FailureAnalysis analyze(Throwable failure, StoreUnavailableException cause) {
    return new FailureAnalysis(
        "The store went away during the start:%n%s.".formatted(cause.getMessage()),
        "Start the dispatcher again when the store answers.",
        cause);
  }
}
