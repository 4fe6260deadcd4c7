package dev.tripline.dispatcher.lambdaapi.code;

import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.function.registry.Layer;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.ErrorType;

/// The size of the account's code: the zips of all versions of functions and layers.
///
/// @param limit in bytes
public record CodeStorage(Registry registry, long limit) {

  public long used() {
    long sum = 0;
    for (PackageFunction function : registry.functions()) {
      sum += function.latest().code().size();
      for (FunctionVersion version : function.published()) {
        sum += version.code().size();
      }
    }
    for (Layer layer : registry.layers()) {
      for (Layer.Version version : layer.versions()) {
        sum += version.size();
      }
    }
    return sum;
  }

  public void requireRoom(long bytes) {
    if (used() + bytes > limit) {
      throw new ApiException(ErrorType.CODE_STORAGE_EXCEEDED, "Code storage limit exceeded.");
    }
  }
}
