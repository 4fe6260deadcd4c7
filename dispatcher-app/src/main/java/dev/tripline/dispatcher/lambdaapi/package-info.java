/// The Lambda REST API, as the AWS CLI and the SDKs speak it.
@NullMarked
package dev.tripline.dispatcher.lambdaapi;

import org.jspecify.annotations.NullMarked;
