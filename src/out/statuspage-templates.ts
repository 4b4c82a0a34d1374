import { z } from "zod";
import type { SavedTemplate } from "../text/saved-templates.ts";
import { cut } from "./ending.ts";
import { type KeptTemplate, plain, type Work } from "./provider.ts";

const kept = z.object({ name: z.string().nullish(), title: z.string().nullish(), body: z.string().nullish() });

const perPage = 100;
const mostPages = 20;
const titleMost = 255;
const impactWords: Record<SavedTemplate["impact"], string> = { Major: "critical", Partial: "major", Minor: "minor" };

/**
 * Brings saved templates to Statuspage (contracts: status providers 1): those whose name is not there are made. It lets
 * nobody change or delete one through its API, so what reads otherwise there is told with the text to paste. An impact
 * cannot be kept with a template: it is named, and chosen by hand. Throws what the calls throw; made again, nothing doubles.
 */
export async function keepTemplates(
  templates: readonly SavedTemplate[],
  components: readonly string[],
  work: Pick<Work<unknown>, "call" | "json">,
): Promise<KeptTemplate[]> {
  const there = await listOf(work);
  const done: KeptTemplate[] = [];
  for (const template of templates) {
    const one = there.find(({ name }) => name === template.name);
    const json = { template: bodyOf(template, components) };
    if (!one) await work.call({ method: "POST", path: "/incident_templates", json });
    done.push(one ? compared(template, one) : { name: template.name, said: "created", words: "" });
  }
  return done;
}

async function listOf(work: Pick<Work<unknown>, "json">): Promise<z.infer<typeof kept>[]> {
  const all: z.infer<typeof kept>[] = [];
  for (let page = 1; ; page++) {
    const path = `/incident_templates?page=${page}&per_page=${perPage}`;
    const some = await work.json({ method: "GET", path }, z.array(kept));
    all.push(...some);
    // Bounds a server that answers every page with the same full one.
    if (some.length < perPage || page === mostPages) return all;
  }
}

function bodyOf(template: SavedTemplate, components: readonly string[]): object {
  return {
    name: template.name,
    title: cut(template.title, titleMost),
    body: template.body,
    update_status: "investigating",
    should_send_notifications: true,
    component_ids: template.components === "all" ? components : [],
  };
}

function compared(template: SavedTemplate, one: z.infer<typeof kept>): KeptTemplate {
  const { name, title, body, impact } = template;
  const isSame = plain(one.title ?? "") === plain(cut(title, titleMost)) && plain(one.body ?? "") === plain(body);
  if (isSame) return { name, said: "there", words: "" };
  const words = [
    `Statuspage lets nobody change a template through its API. Open it there, and paste this (impact: ${impactWords[impact]}):`,
    "",
    `Title: ${title}`,
    body,
  ].join("\n");
  return { name, said: "differs", words };
}
