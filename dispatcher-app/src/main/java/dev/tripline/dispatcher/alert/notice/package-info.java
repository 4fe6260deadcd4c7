/// Notices of alerts: kept until the receivers have them, signed webhooks and e-mails.
@NullMarked
package dev.tripline.dispatcher.alert.notice;

import org.jspecify.annotations.NullMarked;
