/// Roles and log groups as documents: what clients make beside functions, by the APIs of IAM, STS and
/// CloudWatch Logs. They have no effect on who may do what, nor on what is logged.
@NullMarked
package dev.tripline.dispatcher.document;

import org.jspecify.annotations.NullMarked;
