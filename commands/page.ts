import { isProblem } from "../src/domain/duration.ts";
import { isOpen } from "../src/domain/incident/state.ts";
import type { PageTarget } from "../src/domain/page-target.ts";
import { type Asked, defineCommand } from "../src/in/command.ts";
import { needed, rest, somebody } from "../src/in/fields.ts";
import { nearest } from "../src/in/nearest.ts";

type Whom = { target: PageTarget; person?: string } | "test";

const steps = ["primary", "secondary", "everyone"] as const;

/** A step of the paging ladder, somebody by a mention or name, or `test`. */
const whom = {
  read(given: string, ctx: Asked): Whom | { problem: string } {
    const said = given.trim().toLowerCase();
    const step = steps.find((one) => one === said);
    if (step) return { target: step };
    if (said === "test") return "test";
    const person = somebody.read(given, ctx);
    if (!isProblem(person)) return { target: "person", person };
    const meant = person.offers.length > 0 ? null : nearest(said, [...steps, "test"]);
    return {
      problem: `${person.problem}${meant ? ` Did you mean \`${meant}\`?` : " Or say primary, secondary, everyone or test."}`,
    };
  },
  person: true,
  label: "Whom",
  hint: "primary, secondary, everyone, or a person.",
  position: "word" as const,
  input: "line" as const,
};

/** Pages people: about the incident, or about none; and tries the pagers. */
export default defineCommand({
  verb: "page",
  summary: "Pages a person, or whoever is on call, at any hour; `page test` tries every pager.",
  usage: "page primary|secondary|everyone|<@person> [<message>] | page test",
  examples: ["page secondary the database is yours", "page @dana please join", "page test"],
  where: "anywhere",
  permission: "respond",
  fields: { who: needed(whom), message: { ...rest, label: "Message", input: "line" } },
  form: { title: "Page somebody", submit: "Page" },
  event({ incident, actor }, { who, message }) {
    const by = actor;
    if (who === "test") return { type: "call.test", by };
    const words = message ? { message } : {};
    return incident && isOpen(incident)
      ? { type: "incident.page", incident: incident.id, by, ...who, ...words }
      : { type: "call.page", by, ...who, ...words };
  },
  said({ now }, { who }, { terms }) {
    if (who === "test")
      return terms.paging.pagers.length > 0
        ? "Every pager is tried with a test page. What each made of it stands in the announcement channel."
        : "No pager is configured: only Slack pages. `pagers` in sitrep.yml names them.";
    return now
      ? "They are paged. What their pager makes of it stands in the timeline."
      : "They are paged, about no incident. What their pager makes of it stands in the announcement channel.";
  },
});
