/// The pages of functions: what runs, how it went lately, and a form to try one.
@NullMarked
package dev.tripline.dispatcher.dashboard.function;

import org.jspecify.annotations.NullMarked;
