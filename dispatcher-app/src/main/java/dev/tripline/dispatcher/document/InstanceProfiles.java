package dev.tripline.dispatcher.document;

import dev.tripline.dispatcher.document.KeptDocuments.Kept;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import javax.xml.stream.XMLStreamException;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The actions of IAM on instance profiles, which some tools make beside each role.
record InstanceProfiles(KeptDocuments documents, Roles roles) {
  private static final String SPACE = "instance-profile";
  private static final String KEY = "InstanceProfileName";
  private static final String NAME = "[\\w+=,.@-]{1,128}";
  private static final String ROLE = "role";
  private static final QueryXml.Content NOTHING = _ -> {};

  Map<String, DocumentApi.Action> actions() {
    return Map.of(
        "CreateInstanceProfile", this::create,
        "GetInstanceProfile", call -> profile(existing(call)),
        "DeleteInstanceProfile", this::delete,
        "AddRoleToInstanceProfile", this::add,
        "RemoveRoleFromInstanceProfile", this::remove,
        "ListInstanceProfilesForRole", this::ofRole);
  }

  /// The profiles that hold a role.
  static List<Kept> holding(KeptDocuments documents, String role) {
    return documents.list(SPACE, "").stream()
        .filter(profile -> profile.content().path(ROLE).asString("").equals(role))
        .toList();
  }

  private QueryXml.Content create(QueryCall call) {
    String name = call.required(KEY, NAME);
    ObjectNode profile = JsonNodeFactory.instance.objectNode();
    profile.put("id", "AIPA" + UUID.randomUUID().toString().replace("-", "").substring(0, 17));
    profile.put("path", Roles.path(call));
    Roles.addTags(call, profile.putObject("tags"));
    return switch (documents.create(SPACE, name, profile)) {
      case MADE -> profile(existing(call));
      case TAKEN ->
          throw new RefusedException(
              409, "EntityAlreadyExists", "Instance Profile " + name + " already exists.");
      case FULL -> throw Roles.limit("InstanceProfilesPerAccount: " + KeptDocuments.MOST);
    };
  }

  private QueryXml.Content delete(QueryCall call) {
    if (existing(call).content().has(ROLE)) {
      throw new RefusedException(
          409,
          "DeleteConflict",
          "Cannot delete entity, must remove roles from instance profile first.");
    }
    documents.delete(SPACE, call.text(KEY));
    return NOTHING;
  }

  private QueryXml.Content add(QueryCall call) {
    String role = roles.existing(call).name();
    return change(
        call,
        profile -> {
          if (profile.has(ROLE)) {
            throw Roles.limit("InstanceSessionsPerInstanceProfile: 1");
          }
          profile.put(ROLE, role);
        });
  }

  private QueryXml.Content remove(QueryCall call) {
    String role = call.text("RoleName");
    return change(
        call,
        profile -> {
          if (!profile.path(ROLE).asString("").equals(role)) {
            throw Roles.noRole(role);
          }
          profile.remove(ROLE);
        });
  }

  private QueryXml.Content ofRole(QueryCall call) {
    List<Kept> holding = holding(documents, roles.existing(call).name());
    return Roles.end(xml -> xml.members("InstanceProfiles", holding, this::write));
  }

  private QueryXml.Content profile(Kept kept) {
    return xml -> xml.element("InstanceProfile", inner -> write(inner, kept));
  }

  private void write(QueryXml xml, Kept kept) throws XMLStreamException {
    ObjectNode profile = kept.content();
    String path = profile.path("path").asString("/");
    xml.text("Path", path);
    xml.text(KEY, kept.name());
    xml.text("InstanceProfileId", profile.path("id").asString(""));
    xml.text("Arn", roles.arn("instance-profile", path, kept.name()));
    xml.text("CreateDate", kept.created().toString());
    xml.members("Roles", roles.named(profile.path(ROLE).asString("")), roles::write);
    Roles.tags(profile).writeTo(xml);
  }

  private Kept existing(QueryCall call) {
    String name = call.required(KEY, NAME);
    return documents.find(SPACE, name).orElseThrow(() -> noProfile(name));
  }

  private QueryXml.Content change(QueryCall call, Consumer<ObjectNode> change) {
    String name = call.required(KEY, NAME);
    boolean done =
        documents.change(
            SPACE,
            name,
            profile -> {
              change.accept(profile);
              return profile;
            });
    if (!done) {
      throw noProfile(name);
    }
    return NOTHING;
  }

  private static RefusedException noProfile(String name) {
    return new RefusedException(
        404, "NoSuchEntity", "Instance Profile " + name + " cannot be found.");
  }
}
