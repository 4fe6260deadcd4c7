/// The wire format of the Lambda API: restJson1, its paths, its errors, its checks of members.
@NullMarked
package dev.tripline.dispatcher.lambdaapi.wire;

import org.jspecify.annotations.NullMarked;
