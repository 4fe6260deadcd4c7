package dev.tripline.dispatcher.function.endpoint;

import dev.tripline.dispatcher.function.registry.Endpoint;
import dev.tripline.dispatcher.function.registry.RegisteredFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The gates of all endpoints on this node. An endpoint that is changed gets a new gate, closed
/// circuit and all; one that stays as it is keeps its gate. Safe for many threads.
public final class EndpointGates implements Registry.ChangeListener {
  private final EndpointSettings.Circuit circuit;
  private final ConcurrentHashMap<String, EndpointGate> gates = new ConcurrentHashMap<>();

  public EndpointGates(EndpointSettings.Circuit circuit) {
    this.circuit = circuit;
  }

  /// `CLOSED`, `OPEN` or `HALF_OPEN`.
  public String circuit(Endpoint endpoint) {
    return of(endpoint).circuit();
  }

  @Override
  public void changed(@Nullable RegisteredFunction before, @Nullable RegisteredFunction after) {
    if (before != null && !(after instanceof Endpoint)) {
      gates.remove(before.name());
    }
  }

  EndpointGate of(Endpoint endpoint) {
    EndpointGate known = gates.get(endpoint.name());
    return known != null && known.endpoint().equals(endpoint)
        ? known
        : gates.compute(
            endpoint.name(),
            (_, old) ->
                old != null && old.endpoint().equals(endpoint)
                    ? old
                    : new EndpointGate(endpoint, circuit));
  }
}
