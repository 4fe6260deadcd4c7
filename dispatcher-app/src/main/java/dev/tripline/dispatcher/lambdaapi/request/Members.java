package dev.tripline.dispatcher.lambdaapi.request;

import static dev.tripline.dispatcher.lambdaapi.wire.Check.atLeast;
import static dev.tripline.dispatcher.lambdaapi.wire.Check.atMost;
import static dev.tripline.dispatcher.lambdaapi.wire.Check.each;
import static dev.tripline.dispatcher.lambdaapi.wire.Check.eachKey;
import static dev.tripline.dispatcher.lambdaapi.wire.Check.eachValue;
import static dev.tripline.dispatcher.lambdaapi.wire.Check.maxLength;
import static dev.tripline.dispatcher.lambdaapi.wire.Check.minLength;
import static dev.tripline.dispatcher.lambdaapi.wire.Check.oneOf;
import static dev.tripline.dispatcher.lambdaapi.wire.Check.pattern;
import static dev.tripline.dispatcher.lambdaapi.wire.Member.flag;
import static dev.tripline.dispatcher.lambdaapi.wire.Member.integer;
import static dev.tripline.dispatcher.lambdaapi.wire.Member.list;
import static dev.tripline.dispatcher.lambdaapi.wire.Member.map;
import static dev.tripline.dispatcher.lambdaapi.wire.Member.object;
import static dev.tripline.dispatcher.lambdaapi.wire.Member.string;

import dev.tripline.dispatcher.lambdaapi.wire.Check;
import dev.tripline.dispatcher.lambdaapi.wire.Member;

/// Members that several operations share, with the constraints of the API's published model.
public final class Members {
  private static final String REGION = "(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}";
  private static final String ANY_ARN = "(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()";
  private static final String NAME_HEAD =
      "(arn:(aws[a-zA-Z-]*)?:lambda:)?(" + REGION + ":)?(\\d{12}:)?(function:)?";
  private static final String TAG_TEXT = "([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)";
  private static final String LAYER_VERSION_ARN =
      "(arn:(aws[a-zA-Z-]*)?:lambda:"
          + REGION
          + ":\\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+)|(arn:[a-zA-Z0-9-]+:lambda:::awslayer:[a-zA-Z0-9-_]+)";

  /// The ARN of a source or a destination.
  public static final String RESOURCE_ARN =
      "arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:(" + REGION + ")?:(\\d{12})?:(.*)";

  /// The forms of destinations that the API's published model gives.
  private static final String DESTINATION =
      "$|kafka://([^.]([a-zA-Z0-9\\-_.]{0,248}))|" + RESOURCE_ARN;

  /// Our own forms of destinations beside AWS's.
  private static final String OUR_DESTINATION = "amqp://[^/\\s]+/[^/\\s]*/\\S*|https?://\\S+";

  private static final Check[] SHORT_NAME = {
    minLength(1),
    maxLength(140),
    pattern(NAME_HEAD + "([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?")
  };

  /// FunctionName of operations that change the function itself.
  public static final Member FUNCTION = Member.path("FunctionName", SHORT_NAME);

  public static final Member NEW_FUNCTION = string("FunctionName", SHORT_NAME).must();

  /// FunctionName of the other operations.
  public static final Member ANY_FUNCTION =
      Member.path(
          "FunctionName",
          minLength(1),
          maxLength(256),
          pattern(NAME_HEAD + "([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?"));

  public static final Member QUALIFIER =
      Member.query(
          "Qualifier",
          minLength(1),
          maxLength(128),
          pattern("\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+"));

  public static final Member MARKER = Member.query("Marker");
  public static final Member MAX_ITEMS = Member.queryNumber("MaxItems", atLeast(1), atMost(10_000));
  public static final Member MAX_50_ITEMS = Member.queryNumber("MaxItems", atLeast(1), atMost(50));
  public static final Member REVISION = string("RevisionId");
  public static final Member DESCRIPTION = string("Description", maxLength(256));
  public static final Member ARCHITECTURES =
      list("Architectures", minLength(1), maxLength(1), each(oneOf("x86_64", "arm64")));
  public static final Member TAGS =
      map(
          "Tags",
          eachKey(minLength(1), maxLength(128), pattern(TAG_TEXT)),
          eachValue(maxLength(256), pattern(TAG_TEXT)));

  private static final Member[] CODE = {
    string("ZipFile"),
    string("S3Bucket", minLength(3), maxLength(63), pattern("[0-9A-Za-z\\.\\-_]*(?<!\\.)")),
    string("S3Key", minLength(1), maxLength(1024)),
    string("S3ObjectVersion", minLength(1), maxLength(1024)),
    string("S3ObjectStorageMode", oneOf("COPY", "REFERENCE")),
    string("ImageUri"),
    string("SourceKMSKeyArn", pattern(ANY_ARN))
  };

  /// The members that CreateFunction and UpdateFunctionConfiguration both take.
  private static final Member[] SETTINGS = {
    string("Role", pattern("arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+")),
    string("Runtime"),
    string("Handler", maxLength(128), pattern("[^\\s]+")),
    DESCRIPTION,
    integer("Timeout", atLeast(1)),
    integer("MemorySize", atLeast(128)),
    object(
        "VpcConfig",
        list("SubnetIds", maxLength(16), each(pattern("subnet-[0-9a-z]*"))),
        list("SecurityGroupIds", maxLength(5), each(pattern("sg-[0-9a-zA-Z]*")))),
    object("DeadLetterConfig", string("TargetArn", pattern(ANY_ARN + "|" + OUR_DESTINATION))),
    object("Environment", map("Variables", eachKey(pattern("[a-zA-Z]([a-zA-Z0-9_])+")))),
    string("KMSKeyArn", pattern(ANY_ARN)),
    object("TracingConfig", string("Mode", oneOf("Active", "PassThrough"))),
    list("Layers", each(minLength(1), maxLength(2048), pattern(LAYER_VERSION_ARN))),
    list("FileSystemConfigs", maxLength(1)),
    object("ImageConfig"),
    object("EphemeralStorage", integer("Size", atLeast(512), atMost(10_240)).must()),
    object("SnapStart", string("ApplyOn", oneOf("PublishedVersions", "None"))),
    object(
        "LoggingConfig",
        string("LogFormat", oneOf("JSON", "Text")),
        string("ApplicationLogLevel", oneOf("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")),
        string("SystemLogLevel", oneOf("DEBUG", "INFO", "WARN")),
        string("LogGroup", minLength(1), maxLength(512), pattern("[\\.\\-_/#A-Za-z0-9]+"))),
    object("CapacityProviderConfig"),
    object("DurableConfig")
  };

  private static final Member[] PUBLISHING = {
    flag("Publish"), string("PublishTo", oneOf("LATEST_PUBLISHED"))
  };

  public static final Member VERSION_OF_ALIAS =
      string(
          "FunctionVersion",
          minLength(1),
          maxLength(1024),
          pattern("(\\$LATEST(\\.PUBLISHED)?|[0-9]+)"));

  private static final Check[] ALIAS_NAME = {
    minLength(1), maxLength(128), pattern("(?!^[0-9]+$)([a-zA-Z0-9-_]+)")
  };

  public static final Member ROUTING =
      object(
          "RoutingConfig",
          map(
              "AdditionalVersionWeights",
              eachKey(minLength(1), maxLength(1024), pattern("[0-9]+")),
              eachValue(atMost(1.0), atLeast(0.0))));

  public static final Member LAYER =
      Member.path(
          "LayerName",
          minLength(1),
          maxLength(140),
          pattern(
              "(arn:(aws[a-zA-Z-]*)?:lambda:"
                  + REGION
                  + ":\\d{12}:layer:[a-zA-Z0-9-_]+)|[a-zA-Z0-9-_]+"));

  public static final Member LAYER_ARN =
      Member.query("Arn", minLength(1), maxLength(2048), pattern(LAYER_VERSION_ARN)).must();

  private static final Check[] STATEMENT_ID = {
    minLength(1), maxLength(100), pattern("([a-zA-Z0-9-_]+)")
  };

  public static final Member TAGGED =
      Member.path(
          "Resource",
          pattern(
              "arn:(aws[a-zA-Z-]*):lambda:"
                  + REGION
                  + ":\\d{12}:(function:[a-zA-Z0-9-_]+(:(\\$LATEST|[a-zA-Z0-9-_]+))?"
                  + "|code-signing-config:csc-[a-z0-9]{17}|event-source-mapping:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
                  + "|(capacity-provider|network-connector):[a-zA-Z0-9-_]{1,64})"));

  public static final Member DESTINATIONS =
      object(
          "DestinationConfig",
          object("OnSuccess", destination(DESTINATION + "|" + OUR_DESTINATION)),
          object("OnFailure", destination(DESTINATION + "|" + OUR_DESTINATION)));

  /// Of event source mappings, which send to AWS's kinds alone.
  public static final Member MAPPING_DESTINATIONS =
      object(
          "DestinationConfig",
          object("OnSuccess", destination(DESTINATION)),
          object("OnFailure", destination(DESTINATION)));

  private Members() {}

  private static Member destination(String pattern) {
    return string("Destination", maxLength(350), pattern(pattern));
  }

  public static Member[] code() {
    return CODE.clone();
  }

  public static Member[] settings() {
    return SETTINGS.clone();
  }

  public static Member[] publishing() {
    return PUBLISHING.clone();
  }

  public static Check[] aliasName() {
    return ALIAS_NAME.clone();
  }

  public static Check[] statementId() {
    return STATEMENT_ID.clone();
  }
}
