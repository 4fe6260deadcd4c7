/// Reads the form of a trigger from a request, and reports all its errors.
@NullMarked
package dev.tripline.dispatcher.trigger.form;

import org.jspecify.annotations.NullMarked;
