/// Users of the dispatcher's own: how they are made and kept, and their passwords.
@NullMarked
package dev.tripline.dispatcher.access.user;

import org.jspecify.annotations.NullMarked;
