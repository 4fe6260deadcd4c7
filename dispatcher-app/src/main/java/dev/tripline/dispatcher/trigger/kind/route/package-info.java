/// Routes of HTTP as sources: method and path lead to a function, which answers at once or later.
@NullMarked
package dev.tripline.dispatcher.trigger.kind.route;

import org.jspecify.annotations.NullMarked;
