package dev.tripline.dispatcher.lambdaapi.wire;

/// Does what one operation of the API is for. Blocks; called by many threads at once.
@FunctionalInterface
public interface Operation {

  /// @throws ApiException to answer with an error
  Answer handle(Call call) throws InterruptedException;
}
