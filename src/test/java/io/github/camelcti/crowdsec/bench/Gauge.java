package io.github.camelcti.crowdsec.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a process of this machine holds, by {@code /proc} and the JDK's {@code jcmd}: Linux only. */
final class Gauge {

  private static final Pattern USED = Pattern.compile("(?m)^ (?!Metaspace|  class).* used (\\d+)K");
  private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");

  /** USER_HZ, the same on every Linux that Java runs on. */
  private static final long MILLIS_OF_A_TICK = 10;

  private final long pid;

  Gauge(long pid) {
    this.pid = pid;
  }

  /** Memory in RAM, in KB. */
  long residentKb() throws IOException {
    return status("VmRSS");
  }

  /** The most memory in RAM that it has ever had, in KB. */
  long peakKb() throws IOException {
    return status("VmHWM");
  }

  /** What its threads have computed so far, in user and system mode, in milliseconds; the kernel counts in tens. */
  long cpuMillis() throws IOException {
    String stat = Files.readString(proc("stat"));
    // The name in brackets may hold spaces.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MILLIS_OF_A_TICK;
  }

  /** What all processes of this machine have computed so far, in milliseconds. */
  static long machineCpuMillis() throws IOException {
    String[] fields = Files.readAllLines(Path.of("/proc/stat")).get(0).split("\\s+");
    long busy = 0;
    for (int i = 1; i <= 8 && i < fields.length; i++) {
      busy += i == 4 || i == 5 ? 0 : Long.parseLong(fields[i]); // not idle, not waiting for a disk
    }
    return busy * MILLIS_OF_A_TICK;
  }

  long threads() throws IOException {
    return status("Threads");
  }

  /** What is left on the heap after a full collection, in KB. */
  long heapAfterCollectionKb() throws Exception {
    jcmd("GC.run");
    // The serial collector tells it by generation.
    long kb = USED.matcher(jcmd("GC.heap_info")).results().mapToLong(used -> Long.parseLong(used.group(1))).sum();
    if (kb == 0) {
      throw new IllegalStateException("jcmd GC.heap_info does not tell what is used");
    }
    return kb;
  }

  /** Open TCP connections by the port at their other end. */
  Map<Integer, Integer> connections() throws IOException {
    Map<String, Integer> ports = new HashMap<>();
    for (String table : List.of("tcp", "tcp6")) {
      for (String line : Files.readAllLines(proc("net/" + table))) {
        String[] fields = line.strip().split("\\s+");
        if (fields.length > 9 && fields[2].contains(":")) {
          ports.put(fields[9], Integer.parseInt(fields[2].substring(fields[2].lastIndexOf(':') + 1), 16));
        }
      }
    }
    Map<Integer, Integer> counts = new HashMap<>();
    try (Stream<Path> files = Files.list(proc("fd"))) {
      for (Path file : files.toList()) {
        Matcher socket = SOCKET.matcher(target(file));
        if (socket.matches() && ports.containsKey(socket.group(1))) {
          counts.merge(ports.get(socket.group(1)), 1, Integer::sum);
        }
      }
    }
    return counts;
  }

  private static String target(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }

  private long status(String name) throws IOException {
    return Files.readAllLines(proc("status")).stream().filter(line -> line.startsWith(name + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElseThrow();
  }

  private Path proc(String file) {
    return Path.of("/proc", Long.toString(pid)).resolve(file);
  }

  private String jcmd(String command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
        Long.toString(pid), command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IllegalStateException("jcmd " + command + " failed: " + said);
    }
    return said;
  }
}
