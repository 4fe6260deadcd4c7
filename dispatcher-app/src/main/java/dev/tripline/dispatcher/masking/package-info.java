/// What people see of payloads: values are masked by rules before they are shown.
@NullMarked
package dev.tripline.dispatcher.masking;

import org.jspecify.annotations.NullMarked;
