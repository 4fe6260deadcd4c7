package dev.tripline.dispatcher.bus.api;

import dev.tripline.dispatcher.lambdaapi.RunningDispatcher;
import java.util.Set;

/// The operations that a running dispatcher has on event buses.
public final class BusOperationNames {
  private BusOperationNames() {}

  public static Set<String> of(RunningDispatcher dispatcher) {
    return Set.copyOf(dispatcher.bean(BusApi.class).operations().keySet());
  }
}
