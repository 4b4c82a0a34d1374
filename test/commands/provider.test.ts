import { expect, test } from "vitest";
import { sitrep } from "../../src/domain/actor.ts";
import { publicId } from "../../src/domain/publishing/notice.ts";
import { providerSlot } from "../../src/domain/publishing/providers.ts";
import { incidentJson } from "../../src/in/rest/incident.ts";
import { viewOf } from "../../src/store/read/incident-view.ts";
import { saveRemote } from "../../src/store/remote.ts";
import { talk } from "../in/kit.ts";
import { aProvider } from "../kit/providers.ts";

const providers = [aProvider("acme"), aProvider("beta")];
const published = 'update #1 investigating --components "Gateway (HTTP liveness)" --symptom 503s --impact "calls fail"';

async function told() {
  const all = await talk({ providers });
  await all.say("sev1 Gateway returns 503");
  await all.say(published);
  const { id } = await all.incident();
  const hear = (provider: string, said: "there" | "differs" | "refused", words = "") =>
    all.engine.handle({ type: "incident.provider-said", incident: id, by: sitrep, provider, said, words });
  const json = async () => incidentJson(await viewOf(all.store.read, await all.incident()));
  return { ...all, hear, json };
}

test("provider list says how it stands at each", async () => {
  const { said, hear } = await told();
  await hear("acme", "differs", "the title was edited");
  const list = await said("provider #1 list");
  expect(list).toContain("ACME shows something else: the title was edited");
  expect(list).toContain("BETA is being told");
  expect(await said("providers #1")).toBe(list);
});

test("a person repairs, leaves, checks, and says what was pasted; each is on the timeline", async () => {
  const { said, hear, incident, timeline } = await told();
  await hear("acme", "differs", "the title was edited");
  expect(await said("provider #1 leave acme")).toContain("ACME stays as it is");
  expect((await incident()).providers.acme?.said).toBe("left");
  expect(await said("provider #1 repair Acme")).toContain("ACME is being brought in line");
  expect((await incident()).providers.acme?.said).toBe("waiting");
  expect(await said("provider #1 pasted beta")).toContain("BETA has it, then.");
  expect(await said("provider #1 check beta")).toContain("BETA is being read back");
  expect((await timeline()).slice(-3)).toEqual([
    "alice left ACME as it is: the title was edited",
    "alice had ACME brought in line",
    "alice pasted the text at BETA",
  ]);
});

test("without a name all that were told of it are read back", async () => {
  const { said, store } = await told();
  expect(await said("provider #1 check")).toContain("What each shows is being read back.");
  const checks = await store.read.selectFrom("outbox").select("slot").where("kind", "=", "provider.check").execute();
  expect(checks.map(({ slot }) => slot?.split("/")[1]).toSorted()).toEqual(["acme", "beta"]);
});

test("what is no provider, and what is no maintenance, is said", async () => {
  const { said } = await told();
  expect(await said("provider #1 repair acmee")).toContain("Did you mean acme?");
  expect(await said("provider #1 repair")).toContain("Say which provider.");
  expect(await said("provider M7 list")).toContain("There is no maintenance M7");
  expect(await said("provider M7 repair acme")).toContain("M7");
});

test("REST tells of every public update where it is", async () => {
  const { say, hear, json, store, incident } = await told();
  const { id, lastUpdate } = await incident();
  const posts = [{ update: publicId(lastUpdate?.id ?? ""), theirs: null, corrected: null, at: 7 }];
  await store.transact((tx) => saveRemote(tx, providerSlot("acme", `incident/${id}`), { posts }));
  await hear("acme", "there");
  await say("update #1 investigating second --audience internal");
  await say("update #1 investigating third");
  await hear("beta", "refused", "the token is wrong");
  const { updates } = await json();
  const deliveries = updates.map((one) => one.deliveries.map(({ provider, state, error }) => [provider, state, error]));
  expect(deliveries).toEqual([
    [
      ["status-page", "delivered", null],
      ["acme", "delivered", null],
      ["beta", "refused", "the token is wrong"],
    ],
    [],
    [
      ["status-page", "delivered", null],
      ["acme", "waiting", null],
      ["beta", "refused", "the token is wrong"],
    ],
  ]);
});
