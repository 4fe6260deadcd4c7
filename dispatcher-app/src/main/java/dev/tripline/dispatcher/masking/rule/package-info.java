/// The masking rules of administrators: kept, changed, and put in the way of every answer.
@NullMarked
package dev.tripline.dispatcher.masking.rule;

import org.jspecify.annotations.NullMarked;
