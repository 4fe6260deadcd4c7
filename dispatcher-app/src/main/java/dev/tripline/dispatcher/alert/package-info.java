/// Alerts: conditions that are checked all the time, and told of once when they change.
@NullMarked
package dev.tripline.dispatcher.alert;

import org.jspecify.annotations.NullMarked;
