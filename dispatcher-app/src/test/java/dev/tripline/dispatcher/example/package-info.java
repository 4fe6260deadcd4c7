/// The pages of the guide, run as they are.
@NullMarked
package dev.tripline.dispatcher.example;

import org.jspecify.annotations.NullMarked;
