package dev.tripline.dispatcher.document;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.document.KeptDocuments.Kept;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.xml.stream.XMLStreamException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The actions of IAM on roles and their policies.
record Roles(KeptDocuments documents, AccountSettings account) {
  private static final String SPACE = "role";
  private static final String NAME = "[\\w+=,.@-]{1,64}";
  private static final String POLICY = "[\\w+=,.@-]{1,128}";
  private static final String POLICY_ARN = "arn:[\\w+=/,.@:*-]{16,2044}";
  private static final int MOST_POLICIES = 20;
  private static final QueryXml.Content NOTHING = _ -> {};

  Map<String, DocumentApi.Action> actions() {
    Map<String, DocumentApi.Action> actions = new HashMap<>();
    actions.put("CreateRole", this::create);
    actions.put("GetRole", call -> role(existing(call)));
    actions.put("ListRoles", _ -> list());
    actions.put("UpdateRole", this::update);
    actions.put("UpdateRoleDescription", this::redescribe);
    actions.put("UpdateAssumeRolePolicy", this::trust);
    actions.put("DeleteRole", this::delete);
    actions.put("PutRolePolicy", this::putPolicy);
    actions.put("GetRolePolicy", this::policy);
    actions.put("DeleteRolePolicy", this::deletePolicy);
    actions.put("ListRolePolicies", this::policies);
    actions.put("AttachRolePolicy", this::attach);
    actions.put("DetachRolePolicy", this::detach);
    actions.put("ListAttachedRolePolicies", this::attached);
    actions.put("TagRole", this::tag);
    actions.put("UntagRole", this::untag);
    actions.put("ListRoleTags", call -> end(tags(existing(call).content())));
    return actions;
  }

  private QueryXml.Content create(QueryCall call) {
    String name = call.required("RoleName", NAME);
    ObjectNode role = JsonNodeFactory.instance.objectNode();
    role.put("id", "AROA" + UUID.randomUUID().toString().replace("-", "").substring(0, 17));
    role.put("path", path(call));
    role.put("trust", call.document("AssumeRolePolicyDocument", 131_072));
    describe(call, role);
    role.putObject("policies");
    role.putArray("attached");
    addTags(call, role.putObject("tags"));
    return switch (documents.create(SPACE, name, role)) {
      case MADE -> role(existing(call));
      case TAKEN ->
          throw new RefusedException(
              409, "EntityAlreadyExists", "Role with name " + name + " already exists.");
      case FULL -> throw limit("RolesPerAccount: " + KeptDocuments.MOST);
    };
  }

  static String path(QueryCall call) {
    return call.text("Path").isEmpty() ? "/" : call.required("Path", "/(.{0,510}/)?");
  }

  private static void describe(QueryCall call, ObjectNode role) {
    if (call.values().containsKey("Description")) {
      role.put("description", call.required("Description", "(?s).{0,1000}"));
    }
    if (!call.text("MaxSessionDuration").isEmpty()) {
      role.put("session", call.required("MaxSessionDuration", "[0-9]{4,5}"));
    }
  }

  private QueryXml.Content update(QueryCall call) {
    return change(
        call,
        role -> {
          describe(call, role);
          return role;
        });
  }

  private QueryXml.Content redescribe(QueryCall call) {
    update(call);
    return role(existing(call));
  }

  private QueryXml.Content trust(QueryCall call) {
    String document = call.document("PolicyDocument", 131_072);
    return change(call, role -> role.put("trust", document));
  }

  private QueryXml.Content delete(QueryCall call) {
    ObjectNode role = existing(call).content();
    if (!role.path("attached").isEmpty()) {
      throw new RefusedException(
          409, "DeleteConflict", "Cannot delete entity, must detach all policies first.");
    }
    if (!role.path("policies").isEmpty()) {
      throw new RefusedException(
          409, "DeleteConflict", "Cannot delete entity, must delete policies first.");
    }
    if (!InstanceProfiles.holding(documents, call.text("RoleName")).isEmpty()) {
      throw new RefusedException(
          409,
          "DeleteConflict",
          "Cannot delete entity, must remove roles from instance profile first.");
    }
    documents.delete(SPACE, call.text("RoleName"));
    return NOTHING;
  }

  private QueryXml.Content putPolicy(QueryCall call) {
    String name = call.required("PolicyName", POLICY);
    String document = call.document("PolicyDocument", 10_240);
    return change(
        call,
        role -> {
          ObjectNode policies = role.withObjectProperty("policies");
          policies.put(name, document);
          requireFew(policies);
          return role;
        });
  }

  private QueryXml.Content policy(QueryCall call) {
    String name = call.text("PolicyName");
    JsonNode document = existing(call).content().path("policies").path(name);
    if (!document.isString()) {
      throw noPolicy(name);
    }
    return xml ->
        xml.text("RoleName", call.text("RoleName"))
            .text("PolicyName", name)
            .text("PolicyDocument", encoded(document.stringValue()));
  }

  private QueryXml.Content deletePolicy(QueryCall call) {
    String name = call.text("PolicyName");
    return change(
        call,
        role -> {
          if (role.withObjectProperty("policies").remove(name) == null) {
            throw noPolicy(name);
          }
          return role;
        });
  }

  private QueryXml.Content policies(QueryCall call) {
    List<String> names = List.copyOf(existing(call).content().path("policies").propertyNames());
    return end(xml ->
        xml.element(
            "PolicyNames",
            inner -> {
              for (String name : names) {
                inner.text("member", name);
              }
            }));
  }

  private QueryXml.Content attach(QueryCall call) {
    String arn = call.required("PolicyArn", POLICY_ARN);
    return change(
        call,
        role -> {
          ArrayNode attached = role.withArrayProperty("attached");
          if (attached.valueStream().noneMatch(one -> one.asString().equals(arn))) {
            attached.add(arn);
          }
          requireFew(attached);
          return role;
        });
  }

  private QueryXml.Content detach(QueryCall call) {
    String arn = call.text("PolicyArn");
    return change(
        call,
        role -> {
          ArrayNode attached = role.withArrayProperty("attached");
          int before = attached.size();
          if (attached.removeIf(one -> one.asString().equals(arn)).size() == before) {
            throw noPolicy(arn);
          }
          return role;
        });
  }

  private QueryXml.Content attached(QueryCall call) {
    JsonNode arns = existing(call).content().path("attached");
    return end(xml -> xml.members("AttachedPolicies", arns, Roles::writePolicy));
  }

  private static void writePolicy(QueryXml xml, JsonNode arn) throws XMLStreamException {
    String text = arn.asString();
    xml.text("PolicyName", text.substring(text.lastIndexOf('/') + 1)).text("PolicyArn", text);
  }

  private QueryXml.Content tag(QueryCall call) {
    return change(
        call,
        role -> {
          addTags(call, role.withObjectProperty("tags"));
          return role;
        });
  }

  private QueryXml.Content untag(QueryCall call) {
    return change(
        call,
        role -> {
          role.withObjectProperty("tags").remove(call.list("TagKeys", ""));
          return role;
        });
  }

  static void addTags(QueryCall call, ObjectNode tags) {
    List<String> keys = call.list("Tags", ".Key");
    List<String> values = call.list("Tags", ".Value");
    for (int i = 0; i < keys.size(); i++) {
      String value = i < values.size() ? values.get(i) : "";
      if (keys.get(i).isEmpty() || keys.get(i).length() > 128 || value.length() > 256) {
        throw QueryCall.invalid("A tag's key has 1 to 128 characters, its value at most 256.");
      }
      tags.put(keys.get(i), value);
    }
    if (tags.size() > 50) {
      throw limit("TagsPerRole: 50");
    }
  }

  /// @throws RefusedException if there is none
  Kept existing(QueryCall call) {
    String name = call.required("RoleName", NAME);
    return documents.find(SPACE, name).orElseThrow(() -> noRole(name));
  }

  private QueryXml.Content change(QueryCall call, UnaryOperator<ObjectNode> change) {
    String name = call.required("RoleName", NAME);
    if (!documents.change(SPACE, name, change)) {
      throw noRole(name);
    }
    return NOTHING;
  }

  private QueryXml.Content list() {
    List<Kept> all = documents.list(SPACE, "");
    return end(xml -> xml.members("Roles", all, this::write));
  }

  private QueryXml.Content role(Kept role) {
    return xml -> xml.element("Role", inner -> write(inner, role));
  }

  /// The role of this name, if there is one.
  List<Kept> named(String name) {
    return documents.find(SPACE, name).stream().toList();
  }

  String arn(String kind, String path, String name) {
    return "arn:aws:iam::" + account.accountId() + ":" + kind + path + name;
  }

  void write(QueryXml xml, Kept kept) throws XMLStreamException {
    ObjectNode role = kept.content();
    String path = role.path("path").asString("/");
    xml.text("Path", path);
    xml.text("RoleName", kept.name());
    xml.text("RoleId", role.path("id").asString(""));
    xml.text("Arn", arn("role", path, kept.name()));
    xml.text("CreateDate", kept.created().toString());
    xml.text("AssumeRolePolicyDocument", encoded(role.path("trust").asString("")));
    if (role.has("description")) {
      xml.text("Description", role.path("description").asString(""));
    }
    xml.text("MaxSessionDuration", role.path("session").asString("3600"));
    tags(role).writeTo(xml);
  }

  static QueryXml.Content tags(ObjectNode role) {
    JsonNode tags = role.path("tags");
    return xml ->
        xml.members(
            "Tags",
            tags.properties(),
            (one, tag) -> one.text("Key", tag.getKey()).text("Value", tag.getValue().asString()));
  }

  /// A list that is whole.
  static QueryXml.Content end(QueryXml.Content list) {
    return xml -> {
      list.writeTo(xml);
      xml.text("IsTruncated", "false");
    };
  }

  private static String encoded(String document) {
    return URLEncoder.encode(document, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static void requireFew(JsonNode policies) {
    if (policies.size() > MOST_POLICIES) {
      throw limit("PoliciesPerRole: " + MOST_POLICIES);
    }
  }

  static RefusedException limit(String quota) {
    return new RefusedException(409, "LimitExceeded", "Cannot exceed quota for " + quota);
  }

  static RefusedException noRole(String name) {
    return new RefusedException(
        404, "NoSuchEntity", "The role with name " + name + " cannot be found.");
  }

  private static RefusedException noPolicy(String name) {
    return new RefusedException(
        404, "NoSuchEntity", "The role policy with name " + name + " cannot be found.");
  }
}
