/// `/v1/functions`.
@NullMarked
package dev.tripline.dispatcher.function.rest;

import org.jspecify.annotations.NullMarked;
