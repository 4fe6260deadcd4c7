/// The HTTP client of the command: requests with a token or a signature, and answers.
@NullMarked
package dev.tripline.cli.http;

import org.jspecify.annotations.NullMarked;
