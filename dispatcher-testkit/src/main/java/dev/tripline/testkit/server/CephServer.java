package dev.tripline.testkit.server;

import dev.tripline.testkit.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A real Ceph cluster as Debian packages it: one monitor, one store of objects in memory and the gateway
/// that speaks S3 and sends notifications, on 127.0.0.1 and free ports, with everything it writes below one
/// directory. Takes about a quarter of a minute to start. For one thread.
public final class CephServer implements AutoCloseable {
  public static final String ACCESS_KEY = "testaccesskey";
  public static final String SECRET_KEY = "testsecretkey";

  private static final List<String> PROGRAMS =
      List.of(
          "ceph",
          "ceph-mon",
          "ceph-osd",
          "ceph-authtool",
          "monmaptool",
          "radosgw",
          "radosgw-admin");

  private final Path directory = ServerProcess.newDirectory("ceph");
  private final List<ServerProcess> processes = new ArrayList<>();
  private final int monitorPort;
  private final int gatewayPort;
  private final String cluster = UUID.randomUUID().toString();

  private CephServer() {
    List<Integer> ports = ServerProcess.freePorts(2);
    this.monitorPort = ports.get(0);
    this.gatewayPort = ports.get(1);
  }

  /// Why there is no Ceph here; empty if there is. To be printed where tests are skipped.
  public static Optional<String> whyUnavailable() {
    return PROGRAMS.stream()
        .filter(program -> !Files.isExecutable(Path.of("/usr/bin", program)))
        .findFirst()
        .map(program -> "Ceph is not installed (/usr/bin/" + program + "); its tests are skipped");
  }

  /// Starts one; blocks until it answers.
  public static CephServer start() {
    CephServer server = new CephServer();
    try {
      server.startAll();
      return server;
    } catch (IOException e) {
      server.close();
      throw new UncheckedIOException("Ceph does not start", e);
    } catch (InterruptedException e) {
      server.close();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Ceph starts", e);
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /// The endpoint for clients of S3, and for those of SNS that make topics. It takes the word of
  /// `X-Forwarded-Proto: https` that it is asked over TLS, as it wants to be for topics with a password.
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + gatewayPort);
  }

  private void startAll() throws IOException, InterruptedException {
    Files.writeString(directory.resolve("ceph.conf"), configuration());
    Files.createDirectory(directory.resolve("osd"));
    String keyring = directory.resolve("keyring").toString();
    Files.createFile(directory.resolve("keyring"));
    key(keyring, "mon.", "mon", "allow *");
    key(keyring, "client.admin", "mon", "allow *", "osd", "allow *", "mgr", "allow *");
    key(keyring, "osd.0", "mon", "allow profile osd", "osd", "allow *");
    String map = directory.resolve("monmap").toString();
    String address = "[v1:127.0.0.1:" + monitorPort + "]";
    run(List.of("monmaptool", "--create", "--addv", "a", address, "--fsid", cluster, map));
    run(command("ceph-mon", "-i", "a", "--mkfs", "--monmap", map, "--keyring", keyring));
    launch("ceph-mon", "-i", "a", "-f").awaitPort(monitorPort, ServerProcess.START_LIMIT);
    String store = UUID.randomUUID().toString();
    run(command("ceph", "osd", "new", store));
    run(command("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", store));
    launch("ceph-osd", "-i", "0", "-f");
    String door = "beast endpoint=127.0.0.1:" + gatewayPort;
    launch("radosgw", "-n", "client.admin", "-f", "--rgw-frontends", door)
        .awaitPort(gatewayPort, ServerProcess.START_LIMIT);
    String user = "-n client.admin user create --uid shop --display-name shop";
    List<String> create = new ArrayList<>(command("radosgw-admin", user.split(" ")));
    create.addAll(List.of("--access-key", ACCESS_KEY, "--secret", SECRET_KEY));
    run(create);
  }

  private void key(String keyring, String name, String... capabilities)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("ceph-authtool", keyring, "--gen-key", "-n", name));
    for (int i = 0; i < capabilities.length; i += 2) {
      command.addAll(List.of("--cap", capabilities[i], capabilities[i + 1]));
    }
    run(command);
  }

  private String configuration() {
    return """
    [global]
    fsid = %1$s
    mon host = [v1:127.0.0.1:%2$d]
    mon initial members = a
    public addr = 127.0.0.1
    cluster addr = 127.0.0.1
    auth cluster required = cephx
    auth service required = cephx
    auth client required = cephx
    osd pool default size = 1
    osd pool default min size = 1
    osd pool default pg num = 1
    osd pool default pgp num = 1
    osd pool default pg autoscale mode = off
    mon allow pool size one = true
    mon data avail crit = 0
    mon data avail warn = 0
    osd crush chooseleaf type = 0
    osd objectstore = memstore
    memstore device bytes = 268435456
    rgw trust forwarded https = true
    keyring = %3$s/keyring
    mon data = %3$s/mon
    osd data = %3$s/osd
    run dir = %3$s
    crash dir = %3$s
    admin socket = %3$s/$name.asok
    log file = %3$s/$name.log
    """
        .formatted(cluster, monitorPort, directory);
  }

  private ServerProcess launch(String program, String... arguments) throws IOException {
    Path own = Files.createDirectory(directory.resolve("run-" + program));
    ServerProcess process =
        ServerProcess.launch(program, own, command(program, arguments), Map.of());
    processes.add(process);
    return process;
  }

  /// Runs a command to its end.
  private void run(List<String> command) throws IOException, InterruptedException {
    Path output = directory.resolve("command.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(ServerProcess.START_LIMIT.toSeconds(), TimeUnit.SECONDS);
    process.destroyForcibly();
    if (!ended || process.exitValue() != 0) {
      throw new IllegalStateException(
          String.join(" ", command) + " failed:\n" + Files.readString(output));
    }
  }

  private List<String> command(String program, String... arguments) {
    return Stream.concat(
            Stream.of("/usr/bin/" + program, "-c", directory.resolve("ceph.conf").toString()),
            Stream.of(arguments))
        .toList();
  }

  @Override
  public void close() {
    processes.reversed().forEach(ServerProcess::kill);
    ServerProcess.remove(directory);
  }
}
