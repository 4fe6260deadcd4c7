/// This node's lease and the claims under it: kept in memory, started only while they hold, given back
/// when they got lost.
@NullMarked
package dev.tripline.delivery.lease;

import org.jspecify.annotations.NullMarked;
