/// The one decision of access control: which role may carry out which operation on which resource.
@NullMarked
package dev.tripline.dispatcher.access.rule;

import org.jspecify.annotations.NullMarked;
