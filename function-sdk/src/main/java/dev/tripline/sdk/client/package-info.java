/// A client for backends that invoke functions and publish events.
@NullMarked
package dev.tripline.sdk.client;

import org.jspecify.annotations.NullMarked;
