package dev.tripline.runtime.network;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// Two networks beside this host, each with one machine: network namespaces that a pair of devices
/// connects. One has private addresses and resolves names, the other has public ones.
final class TwoNetworks {
  static final int PORT = 5432;

  private final int number = (int) (ProcessHandle.current().pid() % 250);
  private final List<String> namespaces = new ArrayList<>();
  private final List<Process> servers = new ArrayList<>();

  /// @param directory for the program of the machines
  TwoNetworks(Path directory) throws IOException, InterruptedException {
    Path program = Files.createDirectories(directory).resolve("server.py");
    try (InputStream code = TwoNetworks.class.getResourceAsStream("/network/server.py")) {
      Files.copy(Objects.requireNonNull(code), program);
    }
    boolean made = false;
    try {
      connect("p", privateHost(), privateMachine());
      connect("o", publicHost(), publicMachine());
      serve("p", program, "PRIVATE", privateMachine());
      serve("o", program, "PUBLIC");
      made = true;
    } finally {
      if (!made) {
        close();
      }
    }
  }

  /// Why there can be none here; empty if there can be.
  static String whyNone() throws IOException, InterruptedException {
    if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
      return "network namespaces with addresses of this host take root";
    }
    List<String> missing = NetworkPrograms.find().missing();
    if (!missing.isEmpty()) {
      return String.join("; ", missing);
    }
    String probe = "tlx" + ProcessHandle.current().pid();
    try {
      run("ip", "netns", "add", probe);
      run("ip", "netns", "delete", probe);
    } catch (IOException e) {
      return "ip netns does not work here: " + e.getMessage();
    }
    return "";
  }

  String privateBlock() {
    return "10.77." + number + ".0/24";
  }

  String privateMachine() {
    return "10.77." + number + ".2";
  }

  /// This host's own address in the private network.
  String privateHost() {
    return "10.77." + number + ".1";
  }

  String publicMachine() {
    return "11.77." + number + ".2";
  }

  String publicHost() {
    return "11.77." + number + ".1";
  }

  private void connect(String which, String host, String machine)
      throws IOException, InterruptedException {
    String namespace = name(which);
    run("ip", "netns", "add", namespace);
    namespaces.add(namespace);
    String here = namespace + "h";
    run("ip", "link", "add", here, "type", "veth", "peer", "name", "eth0", "netns", namespace);
    run("ip", "address", "add", host + "/24", "dev", here);
    run("ip", "link", "set", here, "up");
    run("ip", "-n", namespace, "address", "add", machine + "/24", "dev", "eth0");
    run("ip", "-n", namespace, "link", "set", "eth0", "up");
    run("ip", "-n", namespace, "link", "set", "lo", "up");
    run("ip", "-n", namespace, "route", "add", "default", "via", host);
  }

  private void serve(String which, Path program, String... arguments) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of("ip", "netns", "exec", name(which), "/usr/bin/python3", program.toString()));
    line.addAll(List.of(arguments));
    Process server =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    servers.add(server);
    BufferedReader said =
        new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
    if (!"ready".equals(said.readLine())) {
      throw new IOException("the machine of a network does not come up");
    }
  }

  private static String name(String which) {
    return "tl" + which + ProcessHandle.current().pid();
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said.strip());
    }
  }

  /// Takes the networks away, and all that is in them.
  void close() throws IOException, InterruptedException {
    for (Process server : servers) {
      server.destroyForcibly().onExit().join();
    }
    for (String namespace : namespaces) {
      run("ip", "netns", "delete", namespace); // and with it both ends of its devices
    }
  }
}
