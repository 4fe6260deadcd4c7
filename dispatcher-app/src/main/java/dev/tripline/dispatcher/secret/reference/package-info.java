/// References to secrets, and the places where they are looked up.
@NullMarked
package dev.tripline.dispatcher.secret.reference;

import org.jspecify.annotations.NullMarked;
