/// What will end at a known time and is watched by alerts: certificates, and the keeping of records that
/// are not read.
@NullMarked
package dev.tripline.dispatcher.alert.deadline;

import org.jspecify.annotations.NullMarked;
