/// How the words of callers stand on pages.
@NullMarked
package dev.tripline.dispatcher.dashboard.text;

import org.jspecify.annotations.NullMarked;
