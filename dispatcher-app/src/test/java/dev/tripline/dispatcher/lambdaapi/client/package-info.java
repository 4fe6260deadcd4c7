/// Clients of AWS's, and tools that others made of them, work with nothing changed but the endpoint.
@NullMarked
package dev.tripline.dispatcher.lambdaapi.client;

import org.jspecify.annotations.NullMarked;
