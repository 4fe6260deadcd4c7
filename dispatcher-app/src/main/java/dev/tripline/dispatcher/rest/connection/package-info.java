/// The use of connections: how long a head may take, and which connections are kept for another request.
@NullMarked
package dev.tripline.dispatcher.rest.connection;

import org.jspecify.annotations.NullMarked;
