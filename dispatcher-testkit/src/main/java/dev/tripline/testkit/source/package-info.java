/// Contracts that every event source keeps.
@NullMarked
package dev.tripline.testkit.source;

import org.jspecify.annotations.NullMarked;
