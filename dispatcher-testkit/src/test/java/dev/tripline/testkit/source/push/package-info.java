/// Fakes of push sources and sinks under their contracts.
@NullMarked
package dev.tripline.testkit.source.push;

import org.jspecify.annotations.NullMarked;
