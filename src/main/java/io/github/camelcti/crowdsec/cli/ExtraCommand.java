package io.github.camelcti.crowdsec.cli;

import io.github.camelcti.crowdsec.base.Build;
import io.github.camelcti.crowdsec.base.ExtraJars;
import io.github.camelcti.crowdsec.reload.options.MissingJar;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts modules of Camel, or other libraries, into the folder {@code extra}, with what they need. Maven gets them. */
@Command(
    name = "extra",
    description = "List the jars in extra/, or add some.",
    subcommands = ExtraCommand.Add.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:a jar in extra/ can't be used"})
final class ExtraCommand implements Callable<Integer> {

  private final CommandContext context;

  ExtraCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    List<Path> jars = ExtraJars.in(context.directory());
    context.out().println(jars.isEmpty() ? "There are no jars in " + ExtraJars.FOLDER + "/."
        : jars.stream().map(jar -> String.valueOf(jar.getFileName())).collect(Collectors.joining("\n")));
    List<String> problems = ExtraJars.problems(context.directory());
    problems.forEach(context.err()::println);
    return problems.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  /** {@code extra add}. */
  @Command(
      name = "add",
      description = "Put a module of Camel, or another library, into extra/, with what it needs. Uses Maven.",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {"0:done; restart the connector", "1:there is no Maven here, or it can't get the library",
        "2:the name is none"})
  static final class Add implements Callable<Integer> {

    private static final String POM = """
        <project>
          <modelVersion>4.0.0</modelVersion>
          <groupId>extra</groupId>
          <artifactId>extra</artifactId>
          <version>1</version>
          <packaging>pom</packaging>
          <dependencyManagement>
            <dependencies>
              <dependency>
                <groupId>org.apache.camel</groupId>
                <artifactId>camel-bom</artifactId>
                <version>%s</version>
                <type>pom</type>
                <scope>import</scope>
              </dependency>
            </dependencies>
          </dependencyManagement>
          <dependencies>
        %s  </dependencies>
        </project>
        """;

    private static final String COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";

    @picocli.CommandLine.ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ExtraCommand parent;

    @Parameters(arity = "1..*", paramLabel = "NAME", description = "A module of Camel (camel-kafka), a component's, "
        + "language's or data format's name (kafka), or group:artifact:version.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<String> names;

    @Option(names = "--maven", paramLabel = "COMMAND", defaultValue = "mvn", description = "Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String maven;

    @Override
    public Integer call() throws IOException, InterruptedException {
      StringBuilder dependencies = new StringBuilder();
      for (String name : names) {
        Optional<String> dependency = dependency(name);
        if (dependency.isEmpty()) {
          parent.context.err().println("'" + name + "' is no module, component, language or data format of Camel "
              + Build.camel() + ", and not of the form group:artifact:version");
          return ExitCode.CONFIGURATION;
        }
        dependencies.append(dependency.get());
      }
      Path work = Files.createTempDirectory("extra");
      Path pom = Files.writeString(work.resolve("pom.xml"), POM.formatted(Build.camel(), dependencies));
      Path log = work.resolve("maven.log");
      int exit;
      try {
        exit = new ProcessBuilder(maven, "-B", "-q", "-f", pom.toString(), COPY, "-DincludeScope=runtime",
            "-DoutputDirectory=" + work.resolve("jars")).redirectErrorStream(true).redirectOutput(log.toFile())
            .start().waitFor();
      } catch (IOException e) {
        parent.context.err().println("There is no Maven here (" + e.getMessage() + "). Where there is one, save the"
            + " lines below as pom.xml, run 'mvn " + COPY + " -DincludeScope=runtime -DoutputDirectory=" + ExtraJars.FOLDER
            + "', and bring the folder " + ExtraJars.FOLDER + " here:");
        parent.context.out().print(Files.readString(pom));
        return ExitCode.FAILED;
      }
      if (exit != 0) {
        parent.context.err().print(Files.readString(log));
        parent.context.err().println("Maven could not get " + String.join(", ", names));
        return ExitCode.FAILED;
      }
      return take(work.resolve("jars"));
    }

    private int take(Path jars) throws IOException {
      Path folder = Files.createDirectories(parent.context.resolve(ExtraJars.FOLDER));
      Set<String> ours = shipped();
      try (Stream<Path> all = Files.list(jars)) {
        for (Path jar : all.sorted().toList()) {
          String name = String.valueOf(jar.getFileName());
          if (!ours.contains(artifact(name)) && !Files.exists(folder.resolve(name))) {
            Files.copy(jar, folder.resolve(name));
            parent.context.out().println(ExtraJars.FOLDER + "/" + name);
          }
        }
      }
      parent.context.out().println("Restart the connector to use them.");
      return ExitCode.OK;
    }

    private static Optional<String> dependency(String name) {
      String[] parts = name.split(":");
      if (parts.length == 3) {
        return Optional.of(dependency(parts[0], parts[1], "      <version>" + parts[2] + "</version>\n"));
      }
      Optional<String> module = name.matches("camel-[a-z0-9-]+") ? Optional.of(name)
          : Stream.of("component", "language", "dataformat").flatMap(kind -> MissingJar.artifact(kind, name).stream())
              .findFirst();
      return module.map(it -> dependency("org.apache.camel", it, ""));
    }

    private static String dependency(String group, String artifact, String version) {
      return "    <dependency>\n      <groupId>" + group + "</groupId>\n      <artifactId>" + artifact
          + "</artifactId>\n" + version + "    </dependency>\n";
    }

    /** The artifacts on our class path, which would be of no use in extra/: ours come first. */
    private static Set<String> shipped() throws IOException {
      StringBuilder jars = new StringBuilder(System.getProperty("java.class.path"));
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
        if (entry.endsWith(".jar") && new File(entry).isFile()) {
          try (JarFile jar = new JarFile(entry)) {
            Attributes manifest = jar.getManifest() == null ? new Attributes() : jar.getManifest().getMainAttributes();
            String more = manifest.getValue(Attributes.Name.CLASS_PATH);
            jars.append(File.pathSeparator).append(more == null ? "" : more.replace(" ", File.pathSeparator));
          }
        }
      }
      return Stream.of(jars.toString().split(File.pathSeparator)).map(jar -> artifact(new File(jar).getName()))
          .collect(Collectors.toSet());
    }

    private static String artifact(String jar) {
      return jar.toLowerCase(Locale.ROOT).replaceFirst("-\\d.*", "");
    }
  }
}
