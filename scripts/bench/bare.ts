import { createServer } from "node:http";
import process from "node:process";

/** The baseline of the bench: reads the body, keeps nothing, says ok. */
createServer((req, res) => {
  req.on("data", () => {});
  req.on("end", () => res.end("ok"));
}).listen(Number(process.env.PORT), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
