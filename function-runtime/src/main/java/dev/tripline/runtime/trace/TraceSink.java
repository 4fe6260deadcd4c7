package dev.tripline.runtime.trace;

/// Receives the spans of invocations that are sampled. Called on the threads of invocations;
/// implementations return at once and never throw.
@FunctionalInterface
public interface TraceSink {

  void ended(InvocationSpan span);
}
