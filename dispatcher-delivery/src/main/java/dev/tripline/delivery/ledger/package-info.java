/// The ledger: what became of everything that a trigger received.
@NullMarked
package dev.tripline.delivery.ledger;

import org.jspecify.annotations.NullMarked;
