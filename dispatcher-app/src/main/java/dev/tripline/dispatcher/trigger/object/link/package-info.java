/// Links by which functions read objects that their events tell of: made, proven and served.
@NullMarked
package dev.tripline.dispatcher.trigger.object.link;

import org.jspecify.annotations.NullMarked;
