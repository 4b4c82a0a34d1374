import { mkdirSync, writeFileSync } from "node:fs";
import { referencePages } from "./reference/pages.ts";

/* `npm run reference`: writes docs/reference anew from the program itself. `test/house/reference.test.ts` holds both together. */

const folder = new URL("../docs/reference/", import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(await referencePages())) {
  writeFileSync(new URL(name, folder), text);
  console.log(`docs/reference/${name}`);
}
