/// Access control: finds the caller of each request and decides whether it may do what it asks for.
@NullMarked
package dev.tripline.dispatcher.access;

import org.jspecify.annotations.NullMarked;
