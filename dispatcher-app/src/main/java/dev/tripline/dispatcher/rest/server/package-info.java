/// The HTTP server under both faces: how it stops, and its answers to requests that no route sees.
@NullMarked
package dev.tripline.dispatcher.rest.server;

import org.jspecify.annotations.NullMarked;
