/// Destinations in AWS services, or in servers that speak their protocols.
@NullMarked
package dev.tripline.dispatcher.destination.aws;

import org.jspecify.annotations.NullMarked;
