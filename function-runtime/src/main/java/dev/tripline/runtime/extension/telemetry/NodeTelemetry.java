package dev.tripline.runtime.extension.telemetry;

import java.net.InetAddress;
import java.time.InstantSource;

/// What the telemetry of all workers of a node shares. Safe for many threads.
public final class NodeTelemetry {
  private static final InetAddress LOCALHOST = InetAddress.ofLiteral("127.0.0.1");

  private final TelemetryMemory memory = new TelemetryMemory(TelemetryMemory.LIMIT);
  private final LoopbackAddresses addresses = new LoopbackAddresses();
  private final boolean named;

  /// @param named whether workers have names of hosts of their own
  public NodeTelemetry(boolean named) {
    this.named = named;
  }

  /// The address at which the extensions of a new worker listen: by a name of its own, or on localhost.
  public InetAddress address() {
    return named ? addresses.next() : LOCALHOST;
  }

  /// That of one worker.
  public Telemetry of(WorkerPorts ports, InstantSource clock) {
    return new Telemetry(ports, memory, clock);
  }
}
