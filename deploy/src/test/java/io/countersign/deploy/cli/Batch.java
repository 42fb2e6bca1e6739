package io.countersign.deploy.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Runs many command lines in one JVM, for acceptance scripts: one per line of standard input, its
 * words and before them the wanted exit code, all with tabs between. Exit 1 at the first that ends
 * otherwise.
 */
public final class Batch {
  private Batch() {}

  public static void main(String[] none) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] words = line.split("\t", -1);
      int wanted = Integer.parseInt(words[0]);
      int exit =
          CountersignCommand.commandLine().execute(Arrays.copyOfRange(words, 1, words.length));
      if (exit != wanted) {
        System.err.println("exit " + exit + ", want " + wanted + ": " + line);
        System.exit(1);
      }
    }
    System.exit(0);
  }
}
