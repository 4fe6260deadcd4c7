/// What is registered: functions with their versions and aliases, and layers.
@NullMarked
package dev.tripline.dispatcher.function.registry;

import org.jspecify.annotations.NullMarked;
