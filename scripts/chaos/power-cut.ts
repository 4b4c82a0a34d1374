import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import type { Chance } from "./chance.ts";

/*
 * A power cut, as far as it can be played without a file system of our own.
 *
 * A killed process loses nothing that it wrote: the kernel still has it. A power cut also loses what was written and not
 * synced yet. The program has one connection and synchronous=FULL, so each commit is synced before it returns, and the
 * next one begins after that: at any moment only the last transaction of the write-ahead log can be unsynced, and only
 * for as long as nobody has seen anything that follows from it. So the process is stopped (SIGSTOP), and
 *
 * - when no answer and no call to Slack has left it since the log was last written, the last transaction is cut away, with
 *   a torn piece of it left standing;
 * - otherwise it stays, and a torn frame is added behind it, as the next write would have left it. That is so as well when the
 *   process was stopped within a write: what that follows was synced before.
 *
 * What this can show: an answer never leaves before its commit is in the log; a log with a torn end is recovered, whole
 * transactions only; the program goes on from there. What it cannot show: that the disk keeps what fsync promised, that
 * fsync was called (that synchronous is FULL, test/store/open.test.ts holds), and writes that a disk puts in another
 * order. Pages of a checkpoint count as synced: SQLite syncs the log before it copies anything out of it.
 */

/** A log as it lies on disk: its page size, and where each whole transaction ends, in bytes. */
export interface WriteAheadLog {
  frameBytes: number;
  /** The end of each transaction, oldest first. */
  ends: number[];
  /** True when the next transaction has begun behind them. */
  begun: boolean;
}

const headerBytes = 32;
const frameHeaderBytes = 24;
/** Timestamps of files may be this coarse, ms; what happened so close to the last write counts as after it. */
const coarseMs = 15;

/** Reads a write-ahead log (https://www.sqlite.org/fileformat2.html#walformat). What an older round left behind it has another salt. */
export function readLog(bytes: Buffer): WriteAheadLog {
  if (bytes.length < headerBytes) return { frameBytes: 0, ends: [], begun: false };
  const frameBytes = frameHeaderBytes + bytes.readUInt32BE(8);
  const salt = bytes.subarray(16, 24);
  const ends: number[] = [];
  let at = headerBytes;
  const isOurs = () => at + frameHeaderBytes <= bytes.length && bytes.subarray(at + 8, at + 16).equals(salt);
  for (; isOurs() && at + frameBytes <= bytes.length; at += frameBytes) {
    // The size of the database after the commit stands in a transaction's last frame, and in no other.
    if (bytes.readUInt32BE(at + 4) !== 0) ends.push(at + frameBytes);
  }
  return { frameBytes, ends, begun: isOurs() || at > (ends.at(-1) ?? headerBytes) };
}

/**
 * Cuts the power of a stopped process: leaves its database as a disk would. `heardAt` is when anything last left the
 * process, in machine time, ms. Says whether the last transaction was lost.
 */
export function cutPower(
  file: string,
  heardAt: number,
  chance: Chance,
): "lost the last transaction" | "tore the log's end" {
  const log = `${file}-wal`;
  const bytes = readFileSync(log);
  const { frameBytes, ends, begun } = readLog(bytes);
  const last = ends.at(-1) ?? headerBytes;
  const before = ends.at(-2) ?? headerBytes;
  const writtenAt = statSync(log).mtimeMs;
  const unseen = heardAt < writtenAt - coarseMs && statSync(file).mtimeMs < writtenAt - coarseMs;
  const canLose = unseen && !begun && ends.length >= 2;

  const keep = canLose ? before : last;
  // Short of the commit's own frame, or it would not be torn; and of nothing at all, when the log was never written to.
  const most = canLose ? last - before - 1 : Math.max(0, frameBytes - 1);
  const torn = bytes.length <= headerBytes ? 0 : chance.int(0, most);
  const tail = canLose ? bytes.subarray(before, before + torn) : noise(torn, chance);
  if (bytes.length > headerBytes) {
    truncateSync(log, keep);
    writeFileSync(log, tail, { flag: "a" });
  }
  // The index of the log lies in shared memory, which no power cut survives.
  rmSync(`${file}-shm`, { force: true });
  return canLose ? "lost the last transaction" : "tore the log's end";
}

function noise(length: number, chance: Chance): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at++) bytes[at] = chance.int(0, 255);
  return bytes;
}
