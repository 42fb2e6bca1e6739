/**
 * The auditor's side of a node's log (I7): whether what lies in a folder is what the node wrote.
 * Entry point: {@link io.countersign.deploy.audit.LogAudit}.
 */
@NullMarked
package io.countersign.deploy.audit;

import org.jspecify.annotations.NullMarked;
