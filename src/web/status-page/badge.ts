import { html } from "hono/html";
import type { OverallStatus } from "../../domain/policy.ts";
import { label } from "./words.ts";

/** White on each can be read: a contrast of 4.5 at least (WCAG 2.2, 1.4.3). */
const grounds: Record<OverallStatus, string> = {
  operational: "#17713f",
  maintenance: "#2a5ca3",
  degraded: "#8a5f00",
  "partial-outage": "#b04a10",
  "major-outage": "#b0231c",
};

/** The longest name that is shown whole; a longer one is cut, and whole in the title. */
const mostName = 40;

/**
 * A badge for other people's pages: what it is, and how it is, as a picture that is text to whoever cannot see it. It needs no
 * script, no font of its own and nothing from elsewhere.
 */
export function badge(name: string, status: OverallStatus): string {
  const whole = `${name}: ${label[status].toLowerCase()}`;
  const left = name.length > mostName ? `${name.slice(0, mostName - 1)}…` : name;
  const right = label[status].toLowerCase();
  const [a, b] = [widthOf(left) + 16, widthOf(right) + 16];
  return String(html`<svg xmlns="http://www.w3.org/2000/svg" width="${a + b}" height="20" viewBox="0 0 ${a + b} 20" role="img" aria-label="${whole}">
<title>${whole}</title>
<clipPath id="r"><rect width="${a + b}" height="20" rx="4"/></clipPath>
<g clip-path="url(#r)"><rect width="${a}" height="20" fill="#3a3f44"/><rect x="${a}" width="${b}" height="20" fill="${grounds[status]}"/></g>
<g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11" aria-hidden="true">
<text x="8" y="14" textLength="${a - 16}" lengthAdjust="spacingAndGlyphs">${left}</text>
<text x="${a + 8}" y="14" textLength="${b - 16}" lengthAdjust="spacingAndGlyphs">${right}</text>
</g>
</svg>
`);
}

/** About how wide a text is in that font; `textLength` makes it exactly so. */
function widthOf(text: string): number {
  let width = 0;
  for (const sign of text) {
    if (/[ijlI.,:;'|!()[\] ]/.test(sign)) width += 4;
    else if (/[mwMW@…]/.test(sign)) width += 10;
    else width += (sign.codePointAt(0) ?? 0) > 0x2e80 ? 11.5 : 6.8;
  }
  return Math.ceil(width);
}
