import process from "node:process";
import { intake } from "./bench/intake.ts";
import { lateness } from "./bench/lateness.ts";
import { memory } from "./bench/memory.ts";
import { page } from "./bench/page.ts";
import { publish } from "./bench/publish.ts";
import { room } from "./bench/room.ts";
import { startUp } from "./bench/start-up.ts";
import { storm } from "./bench/storm.ts";
import { subscribers } from "./bench/subscribers.ts";

/*
 * `npm run bench [name ...]`: what Sitrep costs and how fast it is, as ratios against a named baseline that runs in turns
 * with it in the same minute, on the same machine. Figures of one machine say nothing about another; the ratios travel.
 * The aims are those of the design; a line that misses its aim says so, and nothing fails.
 */

const benches: Record<string, () => Promise<void>> = {
  intake,
  storm,
  lateness,
  room,
  memory,
  start: startUp,
  page,
  publish,
  subscribers,
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(", ")}; there are ${Object.keys(benches).join(", ")}.`);
  process.exit(1);
}
console.log(`node ${process.version}, ${process.platform} ${process.arch}\n`);
for (const [name, run] of Object.entries(benches)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  console.log(`## ${name}`);
  await run();
  console.log("");
}
process.exit(0);
