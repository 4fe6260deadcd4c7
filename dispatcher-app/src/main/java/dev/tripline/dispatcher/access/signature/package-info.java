/// AWS Signature Version 4, verified: pure functions of a request, a secret and a time.
@NullMarked
package dev.tripline.dispatcher.access.signature;

import org.jspecify.annotations.NullMarked;
