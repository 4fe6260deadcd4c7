/// Code signing: its configurations, and the packages that are held to them.
@NullMarked
package dev.tripline.dispatcher.lambdaapi.signing;

import org.jspecify.annotations.NullMarked;
