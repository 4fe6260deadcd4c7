package dev.tripline.dispatcher.lambdaapi.code;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// The S3-compatible store that packages can be fetched from by reference.
///
/// @param endpoint without one, packages by reference are refused
/// @param region what requests are signed for; the account's region if not set
/// @param accessKey the default credential chain of the AWS SDK if not set
/// @param secretKey in clear
@ConfigurationProperties("tripline.s3")
public record S3Settings(
    @Nullable URI endpoint,
    @Nullable String region,
    @Nullable String accessKey,
    @Nullable String secretKey) {}
