import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, test } from "vitest";
import { overallStatuses } from "../../../src/domain/policy.ts";
import { badge } from "../../../src/web/status-page/badge.ts";

const read = (svg: string) => {
  expect(XMLValidator.validate(svg)).toBe(true);
  return new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "@" }).parse(svg).svg;
};

describe("a badge", () => {
  test("says what it is and how it is, also to whoever cannot see it", () => {
    const svg = read(badge("Gateway", "partial-outage"));
    expect(svg["@role"]).toBe("img");
    expect(svg["@aria-label"]).toBe("Gateway: partial outage");
    expect(svg.title).toBe("Gateway: partial outage");
    expect(svg.g[1].text.map((one: Record<string, string>) => one["#text"])).toEqual(["Gateway", "partial outage"]);
  });

  test("cuts a long name where it is shown, and keeps it whole in its title", () => {
    const name = "x".repeat(100);
    const svg = read(badge(name, "operational"));
    expect(svg.title).toBe(`${name}: operational`);
    expect(svg.g[1].text[0]["#text"]).toHaveLength(40);
  });

  test("takes foreign words as words, and holds no script and nothing from elsewhere", () => {
    const svg = badge('<script>alert(1)</script> & "quotes"', "degraded");
    read(svg);
    expect(svg).not.toContain("<script");
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(/https?:|style=|href|<image|on\w+=/);
  });

  test.each(overallStatuses)("%s can be read: white on its ground has a contrast of 4.5 at least", (status) => {
    const grounds = [...badge("Gateway", status).matchAll(/fill="(#[0-9a-f]{6})"/g)].map(([, hex = ""]) => hex);
    expect(grounds).toHaveLength(2);
    for (const ground of grounds) expect(1.05 / (luminance(ground) + 0.05)).toBeGreaterThanOrEqual(4.5);
  });
});

/** WCAG 2.2: relative luminance. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((from) => {
    const part = Number.parseInt(hex.slice(from, from + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
