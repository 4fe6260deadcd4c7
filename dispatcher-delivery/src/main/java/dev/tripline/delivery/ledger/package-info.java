/// The ledger: the end of every event that a trigger received.
@NullMarked
package dev.tripline.delivery.ledger;

import org.jspecify.annotations.NullMarked;
