/// How settings are found, bound and checked: all names below `tripline`.
@NullMarked
package dev.tripline.dispatcher.settings;

import org.jspecify.annotations.NullMarked;
