/// Event source mappings: the triggers that poll, as the Lambda API shows and changes them.
@NullMarked
package dev.tripline.dispatcher.lambdaapi.mapping;

import org.jspecify.annotations.NullMarked;
