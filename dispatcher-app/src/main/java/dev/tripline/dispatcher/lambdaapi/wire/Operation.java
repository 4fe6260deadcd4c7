package dev.tripline.dispatcher.lambdaapi.wire;

/// Carries out one operation of the API. Blocks; called by many threads at once.
@FunctionalInterface
public interface Operation {

  /// @throws ApiException to answer with an error
  Answer handle(Call call) throws InterruptedException;
}
