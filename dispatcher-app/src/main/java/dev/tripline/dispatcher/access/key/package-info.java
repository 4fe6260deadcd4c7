/// Access keys and tokens: how they are made, kept and looked up.
@NullMarked
package dev.tripline.dispatcher.access.key;

import org.jspecify.annotations.NullMarked;
