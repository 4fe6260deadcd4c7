/// Objects of buckets as events: the selection in a form, the objects' bytes, and the intake of
/// notifications out of queues. Parts that several kinds of sources have.
@NullMarked
package dev.tripline.dispatcher.trigger.object;

import org.jspecify.annotations.NullMarked;
