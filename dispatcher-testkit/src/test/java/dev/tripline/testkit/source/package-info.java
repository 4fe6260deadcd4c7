/// The contract of streams, passed by the fake.
@NullMarked
package dev.tripline.testkit.source;

import org.jspecify.annotations.NullMarked;
