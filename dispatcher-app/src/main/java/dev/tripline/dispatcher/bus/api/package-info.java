/// EventBridge's protocol: `POST /` with `X-Amz-Target: AWSEvents.…`, as AWS's SDKs, the CLI and Terraform
/// speak it.
@NullMarked
package dev.tripline.dispatcher.bus.api;

import org.jspecify.annotations.NullMarked;
