package io.github.camelcti.crowdsec.base;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The jars in the folder {@code extra}: components, languages and beans of your own, which the connector does not ship.
 * Its own libraries come first, so a jar there cannot replace one of them.
 */
public final class ExtraJars {

  /** The folder, next to {@code routes}. */
  public static final String FOLDER = "extra";

  private static final Pattern OF_CAMEL = Pattern.compile("camel-[a-z0-9-]+?-(\\d+(?:\\.\\d+)+).*[.]jar");

  private ExtraJars() {}

  /**
   * Puts the jars on the class path of this thread and of those that it starts; Camel looks for classes there.
   *
   * @param directory the folder that holds {@code extra}; without that folder, or jars in it, nothing happens
   */
  public static void use(Path directory) {
    List<Path> jars = in(directory);
    if (!jars.isEmpty()) {
      Thread thread = Thread.currentThread();
      thread.setContextClassLoader(new URLClassLoader(FOLDER, jars.stream().map(ExtraJars::url).toArray(URL[]::new),
          thread.getContextClassLoader()));
    }
  }

  /** The jars, by name. */
  public static List<Path> in(Path directory) {
    Path folder = directory.resolve(FOLDER);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is wrong with the jars, a sentence each: a file that is no jar, a module of another Camel. */
  public static List<String> problems(Path directory) {
    List<String> problems = new ArrayList<>();
    for (Path jar : in(directory)) {
      String name = FOLDER + "/" + jar.getFileName();
      Matcher camel = OF_CAMEL.matcher(jar.getFileName().toString());
      if (!isJar(jar)) {
        problems.add(name + " is not a jar, or can't be read; replace or remove it");
      } else if (camel.matches() && !camel.group(1).equals(Build.camel())) {
        problems.add(name + " is a module of Camel " + camel.group(1) + "; this connector runs Camel " + Build.camel()
            + ", so use that version of it");
      }
    }
    return problems;
  }

  private static boolean isJar(Path file) {
    try (JarFile jar = new JarFile(file.toFile())) {
      return jar.entries().hasMoreElements();
    } catch (IOException e) {
      return false;
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
