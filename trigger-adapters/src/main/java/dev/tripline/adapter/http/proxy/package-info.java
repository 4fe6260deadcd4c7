/// Requests and answers of HTTP in the shapes in which functions behind a function URL or an API get and give them.
@NullMarked
package dev.tripline.adapter.http.proxy;

import org.jspecify.annotations.NullMarked;
