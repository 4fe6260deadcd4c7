/// The AWS account and region that names and clients are of.
@NullMarked
package dev.tripline.dispatcher.account;

import org.jspecify.annotations.NullMarked;
