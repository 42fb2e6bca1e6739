package io.countersign.deploy.cli;

import picocli.CommandLine.Command;

/** {@code countersign ring}: for operators. */
@Command(
    name = "ring",
    description = "Make and supervise a local ring.",
    mixinStandardHelpOptions = true,
    subcommands = {RingCreateCommand.class, RingSuperviseCommand.class})
final class RingCommand {}
