/// The checks that every request passes before a route sees it: head, host, origin, path, and the pace of its body.
@NullMarked
package dev.tripline.dispatcher.rest.guard;

import org.jspecify.annotations.NullMarked;
