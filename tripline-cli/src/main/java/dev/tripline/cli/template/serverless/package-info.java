/// `serverless.yml` of the Serverless Framework.
@NullMarked
package dev.tripline.cli.template.serverless;

import org.jspecify.annotations.NullMarked;
