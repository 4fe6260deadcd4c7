/// The operations of the Lambda API that manage functions and layers.
@NullMarked
package dev.tripline.dispatcher.lambdaapi.manage;

import org.jspecify.annotations.NullMarked;
