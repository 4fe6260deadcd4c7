/// A plain Lambda function that takes the events of many sources.
@NullMarked
package dev.tripline.examples.eventorigin;

import org.jspecify.annotations.NullMarked;
