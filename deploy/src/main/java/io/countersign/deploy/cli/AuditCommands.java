package io.countersign.deploy.cli;

import picocli.CommandLine.Command;

/** {@code countersign audit}: for auditors. */
@Command(
    name = "audit",
    description = "Check what nodes wrote, independently of them.",
    mixinStandardHelpOptions = true,
    subcommands = {AuditVerifyCommand.class})
final class AuditCommands {}
