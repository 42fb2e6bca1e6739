package io.countersign.deploy.local;

import java.io.IOException;

/** How the process of a node is started. */
@FunctionalInterface
public interface NodeCommand {
  /** Starts it, with its output to {@code run/node.out} of its folder. */
  Process start(RingFolder.NodeFolder node) throws IOException;
}
