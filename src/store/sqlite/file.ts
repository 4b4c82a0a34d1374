import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import type { Database } from "better-sqlite3";
import type { Log } from "../../base/log.ts";
import { StoreRefused } from "../errors.ts";

/** Written into the file's header, so that a database of something else is told apart from ours ("SITR"). */
export const APPLICATION_ID = 0x53495452;

/** Linux' numbers of file systems that lie on another machine (statfs(2)). WAL needs memory that both ends share. */
const NETWORK = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xff534d42, "CIFS"],
  [0xfe534d42, "SMB2"],
  [0x5346414f, "AFS"],
  [0x6b414653, "AFS"],
  [0x00c36400, "Ceph"],
  [0x0bd00bd0, "Lustre"],
  [0x01161970, "GFS2"],
  [0x7461636f, "OCFS2"],
  [0x786f4256, "a VirtualBox shared folder"],
]);

/** Those that may lie on another machine: FUSE (sshfs, but also the bind mounts of Docker Desktop) and 9p. */
const DOUBTFUL = new Map([
  [0x65735546, "FUSE"],
  [0x01021997, "9p"],
]);

/** What kind of network file system a number of statfs means; null = none that we know. */
export function networkFileSystem(type: number): string | null {
  // the kernel's type is a signed number on some machines
  return NETWORK.get(type >>> 0) ?? null;
}

/** Refuses a folder on a network file system, as far as Linux tells. */
export function refuseNetwork(file: string, log: Log): void {
  if (process.platform !== "linux") return;
  const folder = dirname(file);
  const { type } = statfsSync(folder);
  const found = networkFileSystem(type);
  if (found) {
    throw new StoreRefused(
      `${folder} is on a network file system (${found}), where SQLite loses data. ` +
        "Point SITREP_DATA_DIR at a local disk, or use PostgreSQL (DATABASE_URL).",
    );
  }
  const doubtful = DOUBTFUL.get(type >>> 0);
  if (doubtful)
    log.warn(
      { folder, fileSystem: doubtful },
      "the database may lie on a network file system, where SQLite loses data",
    );
}

/** Refuses a file that holds tables, yet not ours. */
export function refuseForeign(raw: Database, file: string): void {
  const id = raw.pragma("application_id", { simple: true });
  if (id === APPLICATION_ID) return;
  const tables = raw.prepare("select count(*) from sqlite_schema").pluck().get();
  if (tables === 0) return;
  throw new StoreRefused(`${file} is a database, but not one of Sitrep. Point SITREP_DATA_DIR at another folder.`);
}
