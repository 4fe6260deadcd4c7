/// Event sources under fire: dispatchers and brokers die, shards split, groups rebalance, and order
/// and loss are judged from outside.
@NullMarked
package dev.tripline.dispatcher.fire;

import org.jspecify.annotations.NullMarked;
