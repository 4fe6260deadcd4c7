/// Contracts of push sources and of sinks of events, and fakes that pass them.
@NullMarked
package dev.tripline.testkit.source.push;

import org.jspecify.annotations.NullMarked;
