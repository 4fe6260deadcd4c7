package dev.tripline.runtime.process;

import java.nio.file.Path;

/// The share of the machine that one worker may take.
///
/// @param temporary its `/tmp`, as the host sees it
public record WorkerLimits(int memoryMb, int temporaryMb, Path temporary) {}
