/// Finds, binds and checks settings: all names below `tripline`.
@NullMarked
package dev.tripline.dispatcher.settings;

import org.jspecify.annotations.NullMarked;
