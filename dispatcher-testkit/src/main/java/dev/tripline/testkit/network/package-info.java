/// The network between a dispatcher and its servers, as tests disturb it.
@NullMarked
package dev.tripline.testkit.network;

import org.jspecify.annotations.NullMarked;
