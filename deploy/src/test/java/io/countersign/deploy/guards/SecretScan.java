package io.countersign.deploy.guards;

import io.countersign.deploy.guards.DeviceSecrets.Kind;
import io.countersign.deploy.guards.DeviceSecrets.Secret;
import io.countersign.deploy.guards.SecretSearch.What;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Issue 3, acceptance 5: looks in heap dumps, core files and folders for what is secret in a
 * device, in all forms of {@link SecretForm}. It says what was found where, never the secret.
 *
 * <pre>
 *   SecretScan COPY plant FILE                     writes every secret in every form, and finds each
 *   SecretScan COPY none KIND,KIND FILE|FOLDER...  fails if a secret of these kinds is found
 *   SecretScan COPY some KIND,KIND FILE|FOLDER...  fails unless a secret of each kind is found
 * </pre>
 *
 * COPY is a copy of the device's folder from before anything was destroyed; kinds are those of
 * {@link Kind}.
 */
public final class SecretScan {
  private final List<Secret> secrets;
  private final SecretSearch search;
  private final Set<Kind> found = EnumSet.noneOf(Kind.class);
  private int files;
  private long octets;

  private SecretScan(List<Secret> secrets) {
    this.secrets = secrets;
    this.search = new SecretSearch(secrets);
  }

  public static void main(String[] args) throws IOException, GeneralSecurityException {
    SecretScan scan = new SecretScan(DeviceSecrets.of(Path.of(args[0])));
    boolean good =
        switch (args[1]) {
          case "plant" -> scan.plant(Path.of(args[2]));
          case "none", "some" ->
              scan.look(args[1], args[2], Arrays.copyOfRange(args, 3, args.length));
          default -> throw new IllegalArgumentException("plant, none or some, got " + args[1]);
        };
    System.exit(good ? 0 : 1);
  }

  /** The control: what is not found when it is there proves nothing when it is not. */
  private boolean plant(Path file) throws IOException {
    Set<What> planted = PlantedSecrets.write(file, secrets);
    Set<What> seen;
    try (InputStream in = Files.newInputStream(file)) {
      seen = search.find(in).keySet();
    }
    boolean all = true;
    for (What what : planted) {
      if (!seen.contains(what)) {
        System.out.println("   FAILED: planted and not found: " + what);
        all = false;
      }
    }
    System.out.printf(
        "   %d secrets, each planted in %d ways: %s%n",
        secrets.size(), planted.size() / secrets.size(), all ? "all found" : "not all found");
    return all;
  }

  private boolean look(String mode, String kinds, String... targets) throws IOException {
    Set<Kind> wanted = EnumSet.noneOf(Kind.class);
    Arrays.stream(kinds.split(",", -1)).map(Kind::valueOf).forEach(wanted::add);
    long start = System.nanoTime();
    for (String target : targets) {
      try (Stream<Path> inside = Files.walk(Path.of(target))) {
        for (Path file : inside.filter(SecretScan::isFile).sorted().toList()) {
          scan(file);
        }
      }
    }
    System.out.printf(
        "   looked for %d secrets (%d pieces) in %d files, %d MB, %d ms; found: %s%n",
        secrets.size(),
        search.pieces(),
        files,
        octets / 1_000_000,
        (System.nanoTime() - start) / 1_000_000,
        found.isEmpty() ? "none" : found);
    return mode.equals("some")
        ? found.containsAll(wanted)
        : wanted.stream().noneMatch(found::contains);
  }

  private static boolean isFile(Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  private void scan(Path file) throws IOException {
    files++;
    octets += Files.size(file);
    CoreRegions regions = CoreRegions.of(file);
    Map<What, List<Long>> all;
    try (InputStream in = Files.newInputStream(file)) {
      all = search.find(in);
    }
    all.forEach(
        (what, places) -> {
          found.add(what.secret().kind());
          System.out.printf(
              "   found %s: %d pieces in %s%s, first at %s%n",
              what,
              places.size(),
              file.getFileName(),
              regions.distinct(places),
              regions.place(places.get(0)));
        });
  }
}
