package dev.tripline.spi.invocation;

/// Runs a function and waits for what becomes of it.
public interface Invoker {

  /// Blocks until the function has answered, failed or run into its timeout. Safe for use by many
  /// threads. Every expected ending is an [Outcome]; an exception means that the function is not
  /// there ([UnknownFunctionException]) or that this node is broken.
  InvocationResult invoke(InvocationRequest request) throws InterruptedException;
}
