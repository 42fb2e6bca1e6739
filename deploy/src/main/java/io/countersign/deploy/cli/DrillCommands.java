package io.countersign.deploy.cli;

import picocli.CommandLine.Command;

/** {@code countersign drill}: what guards promise, measured. */
@Command(
    name = "drill",
    description = "Measure on throw-away devices what guards promise.",
    mixinStandardHelpOptions = true,
    subcommands = {DrillHeartbeatCommand.class, DrillDevicesCommand.class})
final class DrillCommands {}
