package dev.tripline.dispatcher.access.rule;

import java.util.Set;

/// The operations of the Lambda API, by the permission that they need.
final class LambdaOperations {
  /// Shows something.
  static final Set<String> READ =
      Set.of(
          "GetAccountSettings",
          "GetAlias",
          "GetCapacityProvider",
          "GetCodeSigningConfig",
          "GetDurableExecution",
          "GetDurableExecutionHistory",
          "GetDurableExecutionState",
          "GetEventSourceMapping",
          "GetFunction",
          "GetFunctionCodeSigningConfig",
          "GetFunctionConcurrency",
          "GetFunctionConfiguration",
          "GetFunctionEventInvokeConfig",
          "GetFunctionRecursionConfig",
          "GetFunctionScalingConfig",
          "GetFunctionUrlConfig",
          "GetLayerVersion",
          "GetLayerVersionByArn",
          "GetLayerVersionPolicy",
          "GetPolicy",
          "GetProvisionedConcurrencyConfig",
          "GetResourcePolicy",
          "GetRuntimeManagementConfig",
          "ListAliases",
          "ListCapacityProviders",
          "ListCodeSigningConfigs",
          "ListDurableExecutionsByFunction",
          "ListEventSourceMappings",
          "ListFunctionEventInvokeConfigs",
          "ListFunctionUrlConfigs",
          "ListFunctionVersionsByCapacityProvider",
          "ListFunctions",
          "ListFunctionsByCodeSigningConfig",
          "ListLayerVersions",
          "ListLayers",
          "ListProvisionedConcurrencyConfigs",
          "ListTags",
          "ListVersionsByFunction");

  /// Runs a function.
  static final Set<String> PUBLISH = Set.of("Invoke", "InvokeAsync", "InvokeWithResponseStream");

  /// Changes something.
  static final Set<String> OPERATE =
      Set.of(
          "AddLayerVersionPermission",
          "AddPermission",
          "CheckpointDurableExecution",
          "CreateAlias",
          "CreateCapacityProvider",
          "CreateEventSourceMapping",
          "CreateFunction",
          "CreateFunctionUrlConfig",
          "DeleteAlias",
          "DeleteCapacityProvider",
          "DeleteEventSourceMapping",
          "DeleteFunction",
          "DeleteFunctionConcurrency",
          "DeleteFunctionEventInvokeConfig",
          "DeleteFunctionUrlConfig",
          "DeleteLayerVersion",
          "DeleteProvisionedConcurrencyConfig",
          "DeleteResourcePolicy",
          "PublishLayerVersion",
          "PublishVersion",
          "PutFunctionConcurrency",
          "PutFunctionEventInvokeConfig",
          "PutFunctionRecursionConfig",
          "PutFunctionScalingConfig",
          "PutProvisionedConcurrencyConfig",
          "PutResourcePolicy",
          "PutRuntimeManagementConfig",
          "RemoveLayerVersionPermission",
          "RemovePermission",
          "SendDurableExecutionCallbackFailure",
          "SendDurableExecutionCallbackHeartbeat",
          "SendDurableExecutionCallbackSuccess",
          "StopDurableExecution",
          "TagResource",
          "UntagResource",
          "UpdateAlias",
          "UpdateCapacityProvider",
          "UpdateEventSourceMapping",
          "UpdateFunctionCode",
          "UpdateFunctionConfiguration",
          "UpdateFunctionEventInvokeConfig",
          "UpdateFunctionUrlConfig");

  /// Says who may sign what others deploy.
  static final Set<String> ADMINISTER =
      Set.of(
          "CreateCodeSigningConfig",
          "DeleteCodeSigningConfig",
          "DeleteFunctionCodeSigningConfig",
          "PutFunctionCodeSigningConfig",
          "UpdateCodeSigningConfig");

  private LambdaOperations() {}
}
