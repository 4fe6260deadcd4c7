/// CloudEvents over HTTP.
@NullMarked
package dev.tripline.adapter.http;

import org.jspecify.annotations.NullMarked;
