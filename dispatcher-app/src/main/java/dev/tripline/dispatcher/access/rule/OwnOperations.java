package dev.tripline.dispatcher.access.rule;

import java.util.Set;

/// The operations of `/v1`, by the permission that they need.
final class OwnOperations {
  /// Shows something.
  static final Set<String> READ =
      Set.of(
          "CountDeadLetters",
          "ExportDeadLetters",
          "GetAlert",
          "GetAsyncApi",
          "GetDeadLetter",
          "GetDeadLetterAudit",
          "GetDeadLetterClass",
          "GetDeadLetterRetention",
          "GetFunction",
          "GetMaskingRule",
          "GetNetwork",
          "GetOpenApi",
          "GetRedrive",
          "GetResource",
          "GetSandbox",
          "GetSecret",
          "GetShadowRedrive",
          "GetStore",
          "GetTrigger",
          "GetTriggerLedger",
          "ListAlerts",
          "ListAudit",
          "ListDeadLetterClasses",
          "ListDeadLetterGroups",
          "ListDeadLetters",
          "ListDroppedRecords",
          "ListFunctionLogs",
          "ListFunctions",
          "ListMaskingRules",
          "ListNetworks",
          "ListParkedKeys",
          "ListRedriveLetters",
          "ListRedrives",
          "ListResources",
          "ListSecrets",
          "ListShadowOutcomes",
          "ListShadowRedrives",
          "ListTriggers",
          "ListUndelivered",
          "ListUntransformedLetters",
          "ShowApi",
          "WatchActivity");

  /// Shows what became of an event. Its function is known only when the event is found, so these ask
  /// [Caller#mayTouch] themselves.
  static final Set<String> FOLLOW = Set.of("ExplainEvent", "GetInvocation");

  /// Sends events.
  static final Set<String> PUBLISH = Set.of("PublishEvents");

  /// Changes something.
  static final Set<String> OPERATE =
      Set.of(
          "CancelRedrive",
          "CancelShadowRedrive",
          "CompareDeadLetter",
          "ContinueRedrive",
          "CreateAlert",
          "CreateEndpoint",
          "CreateRedrive",
          "CreateShadowRedrive",
          "CreateTrigger",
          "DeleteAlert",
          "DeleteDeadLetterRetention",
          "DeleteFunction",
          "DeleteNetwork",
          "DeleteResource",
          "DeleteSecret",
          "DeleteTrigger",
          "DiscardDeadLetter",
          "DiscardParkedHead",
          "PauseRedrive",
          "PauseTrigger",
          "PlanRedrive",
          "PreviewRedrive",
          "PurgeDeadLetters",
          "PutDeadLetterRetention",
          "PutNetwork",
          "PutResource",
          "PutSecret",
          "RedriveDeadLetter",
          "RedriveDeadLetters",
          "RedriveParkedKey",
          "ResendDeadLetter",
          "ResolveGap",
          "ResumeRedrive",
          "ResumeTrigger",
          "UpdateDeadLetterClass",
          "TestAlert",
          "TestFilters",
          "UpdateAlert",
          "UpdateFunction",
          "UpdateTrigger");

  /// Decides who has access.
  static final Set<String> ADMINISTER =
      Set.of(
          "CreateAccessKey",
          "CreateUser",
          "DeleteAccessKey",
          "DeleteMaskingRule",
          "DeleteSession",
          "DeleteUser",
          "DisableAccessKey",
          "DisableUser",
          "EnableAccessKey",
          "EnableUser",
          "GetAccessKey",
          "GetUser",
          "ListAccessKeys",
          "ListSessions",
          "ListUsers",
          "PutMaskingRule",
          "RevealDeadLetter",
          "RotateAccessKey",
          "RotateSecretKey",
          "SetUserPassword",
          "SetUserRole");

  /// Is about the caller itself.
  static final Set<String> SELF =
      Set.of(
          "ChangePassword",
          "DeleteDeadLetterView",
          "GetSession",
          "ListDeadLetterViews",
          "Logout",
          "PutDeadLetterView",
          "ShowHome");

  /// Leads to a session.
  static final Set<String> LOGIN =
      Set.of("FinishOpenIdLogin", "Login", "ShowLogin", "StartOpenIdLogin");

  private OwnOperations() {}
}
