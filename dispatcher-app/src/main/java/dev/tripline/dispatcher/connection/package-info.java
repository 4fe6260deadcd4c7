/// Connections to servers outside: AWS and its stand-ins, brokers, logins.
@NullMarked
package dev.tripline.dispatcher.connection;

import org.jspecify.annotations.NullMarked;
