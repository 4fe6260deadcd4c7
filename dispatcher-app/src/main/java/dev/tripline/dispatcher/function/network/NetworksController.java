package dev.tripline.dispatcher.function.network;

import dev.tripline.dispatcher.function.registry.FunctionNetwork.Subnet;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.runtime.network.WorkerNetwork;
import dev.tripline.spi.audit.Actor;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/networks")
class NetworksController {
  private final Networks networks;

  NetworksController(Networks networks) {
    this.networks = networks;
  }

  record NetworkList(List<Networks.View> networks) {}

  /// @param nameservers null for the host's with egress, and none without: names can carry data out
  record NetworkForm(
      @Nullable List<SubnetForm> subnets,
      @Nullable List<String> securityGroups,
      @Nullable Boolean egress,
      @Nullable List<String> nameservers) {

    Networks.Rules rules() {
      boolean open = egress != null && egress;
      List<String> standard = open ? List.of(WorkerNetwork.HOST) : List.of();
      return new Networks.Rules(
          subnets == null ? List.of() : subnets.stream().map(SubnetForm::subnet).toList(),
          securityGroups == null ? List.of() : securityGroups,
          open,
          nameservers == null ? standard : nameservers);
    }
  }

  record SubnetForm(@Nullable String id, @Nullable List<String> cidrs) {
    Subnet subnet() {
      return new Subnet(id == null ? "" : id, cidrs == null ? List.of() : cidrs);
    }
  }

  @Operation("ListNetworks")
  @GetMapping
  NetworkList list() {
    return new NetworkList(networks.list());
  }

  @Operation("GetNetwork")
  @GetMapping("/{name}")
  Networks.View get(@PathVariable String name) {
    return networks.find(name);
  }

  @Operation("PutNetwork")
  @PutMapping(path = "/{name}", consumes = "application/json")
  ResponseEntity<Networks.View> put(
      @PathVariable String name,
      @RequestBody(required = false) byte @Nullable [] body,
      Actor actor) {
    NetworkForm form = StrictJson.read(body, NetworkForm.class);
    Networks.Put put = networks.put(name, form.rules(), actor);
    return ResponseEntity.status(put.created() ? HttpStatus.CREATED : HttpStatus.OK)
        .body(put.network());
  }

  @Operation("DeleteNetwork")
  @DeleteMapping("/{name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable String name, Actor actor) {
    networks.delete(name, actor);
  }
}
