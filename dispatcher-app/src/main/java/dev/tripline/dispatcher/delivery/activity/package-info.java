/// The live feed of the fate of asynchronous events.
@NullMarked
package dev.tripline.dispatcher.delivery.activity;

import org.jspecify.annotations.NullMarked;
