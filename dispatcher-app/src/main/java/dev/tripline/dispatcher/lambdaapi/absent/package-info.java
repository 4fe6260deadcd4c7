/// The reads of resources that nobody can make here, answered as on AWS before any is made.
@NullMarked
package dev.tripline.dispatcher.lambdaapi.absent;

import org.jspecify.annotations.NullMarked;
