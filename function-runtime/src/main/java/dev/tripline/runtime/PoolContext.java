package dev.tripline.runtime;

import java.time.InstantSource;

/// What the pools of all functions share.
record PoolContext(
    RuntimeSettings settings,
    WorkerLauncher launcher,
    Capacity capacity,
    Temporaries temporaries,
    InstantSource clock) {}
