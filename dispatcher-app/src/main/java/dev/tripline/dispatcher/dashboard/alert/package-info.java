/// The pages of alerts: their states and what was told of them.
@NullMarked
package dev.tripline.dispatcher.dashboard.alert;

import org.jspecify.annotations.NullMarked;
