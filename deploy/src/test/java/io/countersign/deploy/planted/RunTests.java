package io.countersign.deploy.planted;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import java.util.stream.Stream;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs all tests of the packages named as arguments in this JVM; for acceptance scripts. */
public final class RunTests {
  private RunTests() {}

  public static void main(String[] packages) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(Stream.of(packages).map(p -> selectPackage(p)).toList())
            .build();
    Launcher launcher = LauncherFactory.create();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    launcher.execute(request, listener);
    TestExecutionSummary summary = listener.getSummary();
    summary.printFailuresTo(new java.io.PrintWriter(System.out, true));
    System.out.printf(
        "   %d tests ran, %d failed, %d skipped%n",
        summary.getTestsStartedCount(),
        summary.getTotalFailureCount(),
        summary.getTestsSkippedCount());
    boolean good = summary.getTotalFailureCount() == 0 && summary.getTestsSucceededCount() > 0;
    System.exit(good ? 0 : 1);
  }
}
