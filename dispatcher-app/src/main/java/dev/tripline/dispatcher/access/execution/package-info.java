/// What functions are in their execution role: short-lived credentials, made without a row in the store, verified by every node.
@NullMarked
package dev.tripline.dispatcher.access.execution;

import org.jspecify.annotations.NullMarked;
