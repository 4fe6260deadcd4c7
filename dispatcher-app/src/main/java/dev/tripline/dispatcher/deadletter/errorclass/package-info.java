/// Classes of dead letters by their errors: shown to operators, who say what they do about them.
@NullMarked
package dev.tripline.dispatcher.deadletter.errorclass;

import org.jspecify.annotations.NullMarked;
