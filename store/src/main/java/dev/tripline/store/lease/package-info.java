/// The lease of a dispatcher node, whose fencing token its changes carry.
@NullMarked
package dev.tripline.store.lease;

import org.jspecify.annotations.NullMarked;
