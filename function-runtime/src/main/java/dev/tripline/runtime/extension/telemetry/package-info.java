/// The Telemetry API: what a worker logs and what the platform notes of it, delivered to its extensions.
@NullMarked
package dev.tripline.runtime.extension.telemetry;

import org.jspecify.annotations.NullMarked;
