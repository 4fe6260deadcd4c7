/// Where connections may go.
@NullMarked
package dev.tripline.spi.network;

import org.jspecify.annotations.NullMarked;
