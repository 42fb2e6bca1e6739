package io.countersign.deploy.training;

import java.io.File;
import java.io.IOException;
import java.util.Locale;
import java.util.jar.JarFile;

/**
 * The program that {@code bin/countersign} runs under {@code -XX:ArchiveClassesAtExit}: loads all
 * classes of this project, then runs a small cluster with its transport and HTTP server. Handles no
 * keys but throw-away ones and writes nothing.
 */
public final class Training {
  private static final String OURS = "io/countersign/";

  private Training() {}

  /** Exit code 0 whatever it could load: an archive with less in it is slower, not wrong. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int loaded = 0;
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (entry.endsWith(".jar")) {
        loaded += loadOwn(new File(entry));
      }
    }
    System.out.println(loaded + " classes loaded");
    SmallCluster.run();
    System.exit(0);
  }

  private static int loadOwn(File jar) throws IOException {
    try (JarFile file = new JarFile(jar)) {
      return (int)
          file.stream()
              .map(entry -> entry.getName())
              .filter(name -> name.startsWith(OURS) && name.endsWith(".class"))
              .filter(name -> !name.contains("package-info"))
              .filter(Training::load)
              .count();
    }
  }

  private static boolean load(String file) {
    String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
    try {
      Class.forName(name, false, Training.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      System.out.println(String.format(Locale.ROOT, "not loaded: %s (%s)", name, e));
      return false;
    }
  }
}
