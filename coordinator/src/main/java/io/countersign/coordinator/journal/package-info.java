/**
 * The embedded journal of a coordinator (DESIGN.md "Decided now" 5): events of requests in one
 * append-only, checksummed file that is synced before an event is acknowledged, so that an accepted
 * request is never lost (I6). One process, one file, no database.
 *
 * <p>{@link io.countersign.coordinator.journal.SyncedFileJournal} is the Akka Persistence plugin
 * named by {@code countersign.journal}; {@link io.countersign.coordinator.journal.SyncedJournal} is
 * how a coordinator opens the journal at start and learns which requests are in it; {@link
 * io.countersign.coordinator.journal.JournalFile} does the work and knows nothing of Akka; {@link
 * io.countersign.coordinator.journal.JournalStore} is the port to the disk.
 *
 * <h2>Format, version 1</h2>
 *
 * File {@code events.journal}; all numbers big-endian. It begins with 16 octets: "CSGNJRNL",
 * version (4), CRC-32C of these 12 octets (4). Then frames:
 *
 * <pre>
 * "CSJF"  length (4)  batch (8)  frames of the batch that follow (4)
 * CRC-32C of the payload (4)  CRC-32C of these 24 octets (4)  payload
 * </pre>
 *
 * Batches are numbered 1, 2, 3, ...; each one was written and synced at once, and counts whole or
 * not at all. A payload is one atomic write (type 1: persistence id, first sequence number, count,
 * events) or a deletion (type 2: persistence id, up to which sequence number); {@link
 * io.countersign.coordinator.journal.FramePayload} has the fields. Deleted events stay in the file
 * and are not replayed. Tags, metadata and snapshots are not kept.
 */
@NullMarked
package io.countersign.coordinator.journal;

import org.jspecify.annotations.NullMarked;
