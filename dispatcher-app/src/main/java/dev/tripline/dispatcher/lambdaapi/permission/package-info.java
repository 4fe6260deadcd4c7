/// The policies of functions and layers: their statements, and what they allow.
@NullMarked
package dev.tripline.dispatcher.lambdaapi.permission;

import org.jspecify.annotations.NullMarked;
