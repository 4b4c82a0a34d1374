import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { brandingOf } from "../../src/config/status-page.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "branding-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function load(yaml: string) {
  await writeFile(join(cwd, "sitrep.yml"), yaml);
  return loadConfig({ env: {}, cwd });
}
const wrong = (yaml: string) => load(yaml).then(String, (error: Error) => error.message);

describe("how the status page is dressed", () => {
  test("without settings: a name, and nothing of an operator's own", async () => {
    const { statusPage } = await load("{}");
    expect(statusPage).toMatchObject({
      name: "Status",
      url: "http://127.0.0.1:8090",
      about: null,
      logo: null,
      logoDark: null,
      colours: { accent: null, accentDark: null },
      links: [],
    });
  });

  test("with all of them; pictures lie beside the file that names them", async () => {
    await writeFile(join(cwd, "logo.svg"), "<svg/>");
    const { statusPage, guard } = await load(`
status_page:
  name: Acme
  url: https://status.acme.example/
  about: How Acme is doing.
  logo: logo.svg
  colours: { accent: "#43C", accent_dark: "#A5B4FC" }
  links:
    - { text: Support, url: https://support.acme.example }
`);
    expect(statusPage).toMatchObject({
      url: "https://status.acme.example",
      logo: join(cwd, "logo.svg"),
      logoDark: null,
      colours: { accent: "#4433cc", accentDark: "#a5b4fc" },
      links: [{ text: "Support", url: "https://support.acme.example" }],
    });
    // What the page links to is public, whatever the guard thinks of the host.
    expect(guard.allowed).toContain("https://support.acme.example");
    const branding = await brandingOf(statusPage);
    expect(branding.logo).toEqual({ type: "image/svg+xml", bytes: Buffer.from("<svg/>") });
    expect(branding.logoDark).toBeNull();
  });

  test.each([
    ['colours: { accent: "#ffcc00" }', "cannot be read on the page's light ground (contrast 1.3"],
    ['colours: { accent_dark: "#222244" }', "take a lighter one"],
    ["colours: { accent: blue }", "is not a colour"],
    ["colours: blue", "It must be a group of colours"],
    ["links: [Support]", "It must be { text: Support"],
    [`links: [${'{ text: A, url: "https://a.example" },'.repeat(7)}]`, "There is room for 6 links"],
    ["link: x", "links"],
  ])("%s is refused", async (own, words) => {
    expect(await wrong(`status_page:\n  ${own}`)).toContain(words);
  });

  test("a logo that is not there, is no picture, or is too large, is refused by name", async () => {
    await writeFile(join(cwd, "large.png"), Buffer.alloc(101 * 1024));
    const branded = async (logo: string) => {
      const { statusPage } = await load(`status_page: { logo: ${logo} }`);
      return brandingOf(statusPage).then(String, (error: Error) => error.message);
    };
    expect(await branded("none.svg")).toContain("none.svg: the status page's logo cannot be read (ENOENT)");
    expect(await branded("logo.gif")).toContain("must be a picture that ends in .svg, .png or .webp");
    expect(await branded("large.png")).toContain("has 101 KB");
  });

  test("components stand in groups", async () => {
    const { terms } = await load("components: [{ name: A, group: ' G ' }, B, { name: C, internal: true }]");
    expect(terms.components).toEqual([
      { name: "A", internal: false, group: "G" },
      { name: "B", internal: false },
      { name: "C", internal: true },
    ]);
    expect(await wrong("components: [{ name: A, group: '' }]")).toContain("It must be a name, or");
  });
});
