/// Function URLs: the addresses at which functions answer requests of HTTP, who may send them, and how they are served.
@NullMarked
package dev.tripline.dispatcher.functionurl;

import org.jspecify.annotations.NullMarked;
