/// Parts of a Lambda API request that several operations read.
@NullMarked
package dev.tripline.dispatcher.lambdaapi.request;

import org.jspecify.annotations.NullMarked;
