/// Reads what a request says about a trigger, and says everything that is wrong with it.
@NullMarked
package dev.tripline.dispatcher.trigger.form;

import org.jspecify.annotations.NullMarked;
