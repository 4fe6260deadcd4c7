/// The operations on triggers and their parked keys that `/v1`, a page and a command line share.
@NullMarked
package dev.tripline.dispatcher.trigger.operation;

import org.jspecify.annotations.NullMarked;
