/// Triggers of the whole application, from a real server to a function's answer.
@NullMarked
package dev.tripline.dispatcher.scenario;

import org.jspecify.annotations.NullMarked;
