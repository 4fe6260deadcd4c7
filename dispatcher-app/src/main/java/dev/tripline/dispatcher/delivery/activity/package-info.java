/// Shows live what becomes of asynchronous events.
@NullMarked
package dev.tripline.dispatcher.delivery.activity;

import org.jspecify.annotations.NullMarked;
