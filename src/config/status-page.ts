import { readFile } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { z } from "zod";
import type { Problem } from "../domain/duration.ts";
import { type CopySettings, copies, copiesOf } from "./copies.ts";
import type { Path } from "./environment.ts";
import * as is from "./scalars.ts";

/*
 * `status_page`: where the built-in page is found, and how it is dressed. docs/status-page.md shows what becomes of each.
 */

/** What the page lies on, in the light and in the dark: the worse of its two grounds for a text in front of it. */
const grounds = { light: "#f6f6f3", dark: "#1a1c1f" };
/** What a text must stand out by to be read (WCAG 2.2, 1.4.3). */
const leastContrast = 4.5;

/** A colour that can be read on a ground. */
function colourOn(ground: keyof typeof grounds): z.ZodType<string> {
  return is.reads((value): string | Problem => {
    const given = typeof value === "string" ? value.trim().toLowerCase() : "";
    const [, short] = /^#([0-9a-f]{3})$/.exec(given) ?? [];
    const colour = short ? `#${[...short].map((sign) => sign + sign).join("")}` : given;
    if (!/^#[0-9a-f]{6}$/.test(colour))
      return { problem: `${is.quoted(value)} is not a colour; write it like "#4338ca", in quotes.` };
    const contrast = contrastOf(colour, grounds[ground]);
    if (contrast >= leastContrast) return colour;
    const wanted = ground === "light" ? "a darker one" : "a lighter one";
    return {
      problem: `${is.quoted(value)} cannot be read on the page's ${ground} ground (contrast ${(Math.floor(contrast * 10) / 10).toFixed(1)}, at least ${leastContrast} is needed); take ${wanted}.`,
    };
  });
}

const link = z.strictObject(
  { text: is.text, url: is.webAddress },
  { error: "It must be { text: Support, url: https://support.example.com }." },
);

/** How many links fit beside the name. */
const mostLinks = 6;

/** The settings under `status_page`. */
export const statusPage = z
  .strictObject(
    {
      name: is.text.default("Status"),
      url: is.webAddress.optional(),
      about: is.text.optional(),
      logo: is.text.optional(),
      logo_dark: is.text.optional(),
      colours: z
        .strictObject(
          { accent: colourOn("light").optional(), accent_dark: colourOn("dark").optional() },
          { error: 'It must be a group of colours, like { accent: "#4338ca" }.' },
        )
        .prefault({}),
      copies,
      links: z
        .array(link, { error: "It must be a list of links, each beginning with a dash." })
        .max(mostLinks, { error: `There is room for ${mostLinks} links; put the others on a page of your own.` })
        .default([]),
    },
    { error: "It must be a group of settings, each on a line of its own." },
  )
  .prefault({});

/** The built-in page, as it is to be. */
export interface StatusPageSettings {
  name: string;
  /** Where the public finds it, without a slash at its end. */
  url: string;
  about: string | null;
  /** Absolute paths of pictures. */
  logo: string | null;
  logoDark: string | null;
  colours: { accent: string | null; accentDark: string | null };
  links: { text: string; url: string }[];
  /** Where else it is kept, as static files. */
  copies: CopySettings[];
}

export function statusPageOf(
  { name, about, logo, logo_dark, colours, links, copies: kept }: z.infer<typeof statusPage>,
  { url, folderOf }: { url: string; folderOf: (path: Path) => string },
): StatusPageSettings {
  const file = (key: string, path: string | undefined) =>
    path === undefined ? null : resolve(folderOf(["status_page", key]), path);
  return {
    name,
    url,
    about: about ?? null,
    logo: file("logo", logo),
    logoDark: file("logo_dark", logo_dark),
    colours: { accent: colours.accent ?? null, accentDark: colours.accent_dark ?? null },
    links,
    copies: copiesOf(kept, folderOf),
  };
}

const kinds = { ".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp" } as const;
/** The page is to stay light: a logo is loaded by everybody who looks at it. */
const mostBytes = 100 * 1024;

/** A picture as it is served. */
interface Logo {
  type: (typeof kinds)[keyof typeof kinds];
  bytes: Buffer;
}

/**
 * The page's dress with its pictures read. Throws an Error that names the file and says what to do when one cannot be read,
 * is of another kind, or too large.
 */
export async function brandingOf({ name, about, colours, links, logo, logoDark }: StatusPageSettings) {
  return {
    name,
    about,
    colours,
    links,
    logo: logo === null ? null : await logoAt(logo),
    logoDark: logoDark === null ? null : await logoAt(logoDark),
  };
}

async function logoAt(file: string): Promise<Logo> {
  const end = extname(file).toLowerCase();
  if (!isKind(end))
    throw new Error(`${file}: the status page's logo must be a picture that ends in .svg, .png or .webp.`);
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${file}: the status page's logo cannot be read (${error.code}); see status_page.logo.`, {
      cause: error,
    });
  });
  if (bytes.length > mostBytes)
    throw new Error(
      `${file}: the status page's logo has ${Math.ceil(bytes.length / 1024)} KB, and everybody who looks at the page loads it; make it smaller than ${mostBytes / 1024} KB.`,
    );
  return { type: kinds[end], bytes };
}

function isKind(end: string): end is keyof typeof kinds {
  return end in kinds;
}

/** By how much one colour stands out from another, as WCAG has it: from 1 to 21. */
function contrastOf(a: string, b: string): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
