/// Event source mappings as far as the kinds of sources differ: the part of the Lambda API that each of
/// them answers for.
@NullMarked
package dev.tripline.dispatcher.trigger.mapping;

import org.jspecify.annotations.NullMarked;
