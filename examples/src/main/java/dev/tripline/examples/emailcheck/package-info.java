/// A plain Lambda function without the SDK: checks an e-mail address.
@NullMarked
package dev.tripline.examples.emailcheck;

import org.jspecify.annotations.NullMarked;
