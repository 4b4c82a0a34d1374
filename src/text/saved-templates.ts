import { withPlaceholders } from "./fixed-lines.ts";
import type { Templates } from "./template.ts";

/** An update template as a status provider keeps it for its own form. */
export interface SavedTemplate {
  /** `metis-sev1-major-outage` */
  name: string;
  impact: "Major" | "Partial" | "Minor";
  title: string;
  /** With `<symptom>` and the like where a person fills in. */
  body: string;
  /** Bound to all components, or to those that are chosen when it is used. */
  components: "all" | "affected";
}

/** The prefix that the shipped template files bear in their front matter. */
const shippedPrefix = "metis-";

/** The templates that say in their front matter under which name they are exported; the installation's own `prefix` takes the place of the shipped one. */
export function namedExports(templates: Templates, prefix = "metis"): SavedTemplate[] {
  return Object.values(templates.updates).flatMap((template) => {
    const { export: name, impact, components } = template.front;
    if (typeof name !== "string") return [];
    // A saved template is for the first update, so what only later ones say stays out of it.
    const body = withPlaceholders(template, ["no_change", "text", "unable"]);
    return {
      name: name.startsWith(shippedPrefix) ? `${prefix}-${name.slice(shippedPrefix.length)}` : name,
      impact: impact as SavedTemplate["impact"],
      title: body.split("\n")[0] ?? "",
      body,
      components: components === "all" ? "all" : "affected",
    };
  });
}
