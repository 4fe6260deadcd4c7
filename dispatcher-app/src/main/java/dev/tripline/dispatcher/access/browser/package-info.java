/// Sessions of browsers: how they begin, are kept, and end.
@NullMarked
package dev.tripline.dispatcher.access.browser;

import org.jspecify.annotations.NullMarked;
