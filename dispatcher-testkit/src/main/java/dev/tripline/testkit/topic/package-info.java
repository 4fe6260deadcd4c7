/// A signing publisher in the place of SNS: its own authority, its messages, its addresses.
@NullMarked
package dev.tripline.testkit.topic;

import org.jspecify.annotations.NullMarked;
