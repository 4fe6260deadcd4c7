/// Invocations over the HTTP API, synchronous and asynchronous, beside other servers and job queues.
@NullMarked
package dev.tripline.benchmarks.http;

import org.jspecify.annotations.NullMarked;
