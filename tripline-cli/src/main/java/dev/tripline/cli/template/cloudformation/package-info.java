/// Templates of CloudFormation with the resources of the Serverless Application Model (SAM).
@NullMarked
package dev.tripline.cli.template.cloudformation;

import org.jspecify.annotations.NullMarked;
