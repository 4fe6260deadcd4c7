/// HTTP requests to addresses that a user chose, checked at connect.
@NullMarked
package dev.tripline.dispatcher.function.http;

import org.jspecify.annotations.NullMarked;
