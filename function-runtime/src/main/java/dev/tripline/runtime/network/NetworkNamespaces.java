package dev.tripline.runtime.network;

import dev.tripline.runtime.network.NetworkPrograms.Identity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes network namespaces for workers. Safe for many threads.
///
/// `slirp4netns` carries the traffic of a namespace over sockets of its own on the host: connections go
/// out as those of any other program, and nothing comes in.
public final class NetworkNamespaces implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NetworkNamespaces.class);
  private static final int SECONDS = 10;
  private static final int FIRST_PORT = 9001; // Lambda's
  private static final int PORTS = 20_000;
  private static final int MOST_OF_AN_ERROR = 500;

  /// Paths of Unix sockets are no longer, with the byte that ends them.
  private static final int LONGEST_SOCKET_PATH = 107;

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /// The last process before the relay. Arguments: `ip`, its commands, then the relay's command.
  private static final String INSIDE =
      """
      set -e
      ip=$1 commands=$2
      shift 2
      "$ip" link set lo up
      echo joined
      read -r _
      "$ip" -batch "$commands"
      ipv6=/proc/sys/net/ipv6/conf/TAP/disable_ipv6
      [ ! -e $ipv6 ] || echo 1 >$ipv6
      exec "$@"
      """
          .replace("TAP", NetworkPlan.INTERFACE);

  /// Leaves standard output to the sign of readiness alone.
  private static final String OUTSIDE = "exec 3>&1 1>&2; exec \"$@\"";

  private final Path directory;
  private final Path script;
  private final AtomicLong numbers = new AtomicLong();
  private final @Nullable String sandboxObjection;
  private final Identity identity = identity();
  private final ReentrantLock trial = new ReentrantLock();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("network-starter").daemon().factory());
  private volatile boolean tried;

  /// @param directory for files of namespaces, which other users must not read
  /// @param sandboxed whether workers run in sandboxes: without one, a function has the rights to leave
  ///     its network
  public NetworkNamespaces(Path directory, boolean sandboxed) {
    this.script = install(directory);
    this.directory = Objects.requireNonNull(script.getParent());
    this.sandboxObjection =
        sandboxed
            ? null
            : "functions of this node run without a sandbox; set tripline.workers.sandbox to"
                + " required";
  }

  /// Why there can be no network of a worker's own on this host, with the remedy; empty if there can be.
  /// Blocks while one is tried, once.
  public Optional<String> whyNone() throws InterruptedException {
    List<String> missing = missing(NetworkPrograms.find());
    if (!missing.isEmpty()) {
      return Optional.of(String.join("; ", missing));
    }
    trial.lockInterruptibly();
    try {
      if (!tried) {
        open(new WorkerNetwork("trial", "", List.of(), false, List.of())).close();
        tried = true;
      }
      return Optional.empty();
    } catch (IOException e) {
      LOG.warn("Network namespaces for workers cannot be made on this host", e);
      return Optional.of(String.valueOf(e.getMessage()));
    } finally {
      trial.unlock();
    }
  }

  private List<String> missing(NetworkPrograms programs) {
    return sandboxObjection == null ? programs.missing() : List.of(sandboxObjection);
  }

  /// Blocks until the namespace is ready, for about 20 ms.
  ///
  /// @throws IOException with the reason, if it cannot be made
  public NetworkNamespace open(WorkerNetwork network) throws IOException, InterruptedException {
    NetworkPrograms programs = NetworkPrograms.find();
    List<String> missing = missing(programs);
    if (!missing.isEmpty()) {
      throw new IOException(
          "this node lacks the means for the function's network: " + String.join("; ", missing));
    }
    NetworkPlan plan = NetworkPlan.of(network, ownAddresses());
    long number = numbers.incrementAndGet();
    // Nothing else listens in a new namespace; the number tells the workers of one function apart.
    int port = FIRST_PORT + (int) (number % PORTS);
    Path place = place(number);
    List<Process> started = new ArrayList<>();
    CompletableFuture<Boolean> ready = new CompletableFuture<>();
    var _ =
        ready
            .orTimeout(SECONDS, TimeUnit.SECONDS)
            .whenComplete((_, late) -> {
              if (late != null) {
                started.forEach(NetworkNamespace::end);
              }
            });
    boolean done = false;
    try {
      Path commands = Files.writeString(place.resolve("routes"), plan.commands());
      Files.writeString(place.resolve(NetworkNamespace.RESOLVER), plan.resolverFile());
      Process relay = start(relay(programs, place, port, commands), place.resolve("relay.err"));
      started.add(relay);
      await(relay, "joined\n", place.resolve("relay.err"));
      Process uplink = start(uplink(programs, relay.pid(), plan), place.resolve("uplink.err"));
      started.add(uplink);
      await(uplink, "1", place.resolve("uplink.err"));
      relay.getOutputStream().write('\n');
      relay.getOutputStream().flush();
      await(relay, "ready\n", place.resolve("relay.err"));
      done = true;
      return new NetworkNamespace(
          place, port, relay, uplink, programs.enter(relay.pid(), identity));
    } finally {
      ready.complete(done);
      if (!done) {
        started.forEach(NetworkNamespace::end);
        NetworkNamespace.removeFiles(place);
      }
    }
  }

  private List<String> relay(NetworkPrograms programs, Path place, int port, Path commands) {
    List<String> line = new ArrayList<>(programs.endingWithStarter());
    line.addAll(programs.newNamespace(identity.isRoot()));
    line.addAll(List.of("/bin/sh", "-c", INSIDE, "network", programs.path("ip")));
    line.add(commands.toString());
    line.addAll(programs.withoutRights());
    line.addAll(
        List.of(
            programs.path("perl"),
            script.toString(),
            Integer.toString(port),
            place.resolve(NetworkNamespace.SOCKET).toString(),
            place.resolve(NetworkNamespace.INWARD).toString()));
    return line;
  }

  private static List<String> uplink(NetworkPrograms programs, long namespace, NetworkPlan plan) {
    List<String> line = new ArrayList<>(programs.endingWithStarter());
    line.addAll(List.of("/bin/sh", "-c", OUTSIDE, "network", programs.path("slirp4netns")));
    line.addAll(
        List.of(
            "--configure",
            "--mtu=65520",
            "--cidr=" + plan.block(),
            "--disable-host-loopback",
            "--enable-sandbox",
            "--ready-fd=3",
            "--exit-fd=0"));
    if (!plan.usesHostResolver()) {
      line.add("--disable-dns");
    }
    line.addAll(List.of(Long.toString(namespace), NetworkPlan.INTERFACE));
    return line;
  }

  /// All are started by one thread, with which they end: the kernel ties a child's fate to the thread.
  private Process start(List<String> line, Path errors) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(line).redirectError(errors.toFile());
    builder.environment().clear();
    try {
      return thread.submit(builder::start).get();
    } catch (ExecutionException e) {
      throw new IOException("a process of a network cannot be started", e.getCause());
    }
  }

  private static void await(Process process, String sign, Path errors) throws IOException {
    InputStream output = process.getInputStream();
    byte[] wanted = sign.getBytes(StandardCharsets.US_ASCII);
    String read = new String(output.readNBytes(wanted.length), StandardCharsets.US_ASCII);
    if (!read.equals(sign)) {
      String said = Files.readString(errors).strip();
      throw new IOException(
          "no network namespace for a worker: "
              + (said.isEmpty()
                  ? "it does not come up within " + SECONDS + " s"
                  : said.substring(0, Math.min(said.length(), MOST_OF_AN_ERROR))));
    }
  }

  private Path place(long number) throws IOException {
    Path place = directory.resolve(Long.toString(number));
    Path socket = place.resolve(NetworkNamespace.INWARD);
    return socket.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_SOCKET_PATH
        ? Files.createDirectory(place, OWNER_ONLY)
        : Files.createTempDirectory("tripline-network-", OWNER_ONLY).toRealPath();
  }

  private static Path install(Path directory) {
    try (InputStream script = NetworkNamespaces.class.getResourceAsStream("/network/relay.pl")) {
      if (script == null) {
        throw new IllegalStateException("the module lacks its resource network/relay.pl");
      }
      Files.createDirectories(directory, OWNER_ONLY);
      Path relay = directory.toRealPath().resolve("relay.pl");
      Files.copy(script, relay, StandardCopyOption.REPLACE_EXISTING);
      return relay;
    } catch (IOException e) {
      throw new UncheckedIOException("no place for files of networks in " + directory, e);
    }
  }

  private static List<Ipv4Block> ownAddresses() throws SocketException {
    List<Ipv4Block> addresses = new ArrayList<>();
    for (NetworkInterface device : NetworkInterface.networkInterfaces().toList()) {
      for (InetAddress address : device.inetAddresses().toList()) {
        if (address instanceof Inet4Address && !address.isLoopbackAddress()) {
          addresses.add(Ipv4Block.parse(address.getHostAddress()));
        }
      }
    }
    return addresses;
  }

  private static Identity identity() {
    try {
      Path self = Path.of("/proc/self");
      return new Identity(
          Files.getAttribute(self, "unix:uid").toString(),
          Files.getAttribute(self, "unix:gid").toString());
    } catch (IOException e) {
      throw new IllegalStateException("/proc is needed to run functions", e);
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
