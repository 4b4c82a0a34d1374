import { describe, expect, test } from "vitest";
import { saidIn } from "../../src/in/result.ts";
import { incidentByNumber } from "../../src/store/incidents.ts";
import { bob } from "../kit/room.ts";
import { talk, wordsOf } from "./kit.ts";

describe("what is typed", () => {
  test("a severity alone declares, in any spelling", async () => {
    const { said, incident } = await talk();
    expect(await said("sev1 Gateway returns 503")).toContain("Declared #1 · SEV1 · Gateway returns 503");
    expect(await said("declare P2 “TLS it's expired” —components Gateway (OpenAI shape)")).toContain(
      "#2 · SEV2 · TLS it's expired",
    );
    expect((await incident(2))?.components).toEqual(["Gateway (OpenAI shape)"]);
  });

  test("nothing at all helps, or shows the status in a channel that has one", async () => {
    const { said, say, store, engine, from } = await talk();
    expect(await said("")).toContain("/incident severity SEV1|SEV2|SEV3|SEV4 <why>");
    await say("sev1 Gateway returns 503");
    const opened = await incidentByNumber(store.read, 1);
    await engine.handle({
      type: "incident.channel-opened",
      incident: opened?.id ?? "",
      by: from().actor,
      channel: { id: "C1", name: "inc-1" },
    });
    expect(await said("", { channel: "C1" })).toContain("Acknowledgement: due by");
    expect(await said("#1")).toContain("Acknowledgement: due by");
  });

  test("an unknown verb gets the nearest one and its usage, in two lines", async () => {
    const { said } = await talk();
    expect(await said("resolv the cache was full")).toBe(
      "There is no command resolv. Did you mean resolve?\nUsage: /incident resolve <root cause> [--resolved-at <time>]",
    );
    expect(await said("xyzzy")).toBe("There is no command xyzzy. /incident help shows them all.");
  });

  test("an unknown severity, role, flag or stage gets the nearest one", async () => {
    const { said, say } = await talk();
    await say("sev1 Gateway returns 503");
    expect(await said("severity #1 sev9 why")).toContain("There is no severity sev9. Did you mean SEV1?");
    expect(await said("role #1 scrib me")).toContain("Did you mean scribe?");
    expect(await said("update #1 identifed --cause x")).toContain("Did you mean IDENTIFIED?");
    expect(await said("update #1 identified --caus x")).toContain("There is no --caus. Did you mean --cause?");
    expect(await said("ack #1 now")).toContain("ack does not take now.");
  });

  test("free text keeps what only looks like a flag", async () => {
    const { say, timeline } = await talk();
    await say("sev1 Gateway returns 503");
    await say("ran #1 kubectl delete pod --force --grace-period=0 it's gone");
    await say('ran #1 "kubectl get pods" all are up');
    await say('note #1 restarted   the proxy --at "5m ago"');
    const lines = await timeline();
    expect(lines).toContain("alice ran `kubectl delete pod --force --grace-period=0 it's gone`");
    expect(lines).toContain("alice ran `kubectl get pods`: all are up");
    expect(lines).toContain("restarted   the proxy");
  });

  test("flags without quotes take all words up to the next flag", async () => {
    const { say, incident } = await talk();
    await say("sev1 Gateway returns 503 --symptom many errors --impact nobody gets through");
    expect((await incident())?.account).toMatchObject({ symptom: "many errors", impact: "nobody gets through" });
  });

  test("a length of time may be several words, and named", async () => {
    const { said, say } = await talk();
    await say("sev1 Gateway returns 503");
    expect(await said("snooze #1 for 1 h 30 min the rollback runs")).toContain("Quiet for 1 h 30 min");
    expect(await said("remind #1 every 20 min customers ask")).toContain("owed every 20 min");
    expect(await said("remind #1 never waiting for the vendor")).toContain("No further update");
    expect(await said("snooze #1 soon please")).toContain("not a length of time");
  });
});

describe("which incident", () => {
  test("a deed without one offers what is open; a question takes the only one", async () => {
    const { said, say } = await talk();
    expect(await said("ack")).toContain("No incident is open.");
    await say("sev1 Gateway returns 503");
    expect(await said("status")).toContain("#1 · SEV1");
    const offered = saidIn(await say("severity sev2 it's smaller"));
    expect(JSON.stringify(offered)).toContain(
      JSON.stringify({ verb: "severity", words: '#1 --severity="sev2" --why="it\'s smaller"' }).slice(1, -1),
    );
    await say("sev2 Keystore is down");
    expect(await said("status")).toContain("Name the incident by its number");
  });

  test("an offered button does what was typed", async () => {
    const { say, incident } = await talk();
    await say("sev1 Gateway returns 503");
    await say('severity #1 --severity="sev2" --why="it\'s \\"smaller\\""');
    expect((await incident())?.severity).toBe("SEV2");
  });

  test("a private one does not exist for a stranger outside its channel", async () => {
    const { said, say } = await talk();
    await say("sev1 Key leaked --private");
    expect(await said("status #1", { actor: bob })).toContain("There is no incident #1");
    expect(await said("list", { actor: bob })).toContain("No incident is open");
    expect(await said("status #1")).toContain("Key leaked");
    expect(await said("status #99")).toContain("There is no incident #99");
  });
});

describe("rights and refusals", () => {
  test("without the right nothing happens, and who has it is said", async () => {
    const { said, say, incident } = await talk({
      permissions: {
        declare: { everyone: true },
        respond: { everyone: false, roles: ["lead"], people: [] },
        publish: { everyone: true },
        approve: { everyone: true },
        override: { everyone: false, roles: ["lead"], people: [] },
        "sign-off": { everyone: false, roles: ["lead"], people: [] },
      },
    });
    await say("sev1 Gateway returns 503");
    expect(await said("ack #1", { actor: bob })).toContain("only the incident commander has here");
    expect((await incident())?.acknowledged).toBeNull();
    expect(await said("ack #1")).toContain("You have #1");
  });

  test("a refusal carries what would help as buttons", async () => {
    const { say } = await talk();
    await say("sev4 Typo in the docs");
    const refused = await say(
      'update #1 investigating --audience public --components "Gateway (OpenAI shape)" --symptom x --impact y',
    );
    expect(wordsOf(refused)).toContain("A SEV4 is not published");
    expect(JSON.stringify(saidIn(refused))).toContain("Make it SEV3");
  });
});

describe("forms", () => {
  test("open where something needed is missing, filled with what was typed", async () => {
    const { say } = await talk();
    const form = await say("declare Gateway returns 503 --symptom 503s", { forms: true });
    expect(form).toMatchObject({
      kind: "form",
      sheet: {
        verb: "declare",
        inputs: expect.arrayContaining([expect.objectContaining({ name: "title", value: "Gateway returns 503" })]),
      },
    });
    const elsewhere = await say("declare Gateway returns 503");
    expect(elsewhere).toMatchObject({
      kind: "problems",
      problems: [{ field: "severity", message: "This is needed." }],
    });
  });

  test("an update that the text lacks fields for opens its form", async () => {
    const { say } = await talk();
    await say("sev1 Gateway returns 503");
    const form = await say("update #1 identified --cause a bad release", { forms: true });
    expect(form.kind).toBe("form");
    const inputs = form.kind === "form" ? form.sheet.inputs.map(({ name, value }) => [name, value]) : [];
    expect(inputs).toContainEqual(["cause", "a bad release"]);
    expect(inputs).toContainEqual(["stage", "IDENTIFIED"]);
    expect(form.kind === "form" && form.sheet.preview).toMatchObject({
      missing: expect.stringContaining("components"),
    });
  });
});

describe("the same key", () => {
  test("is one decision and one answer", async () => {
    const { said, router, store } = await talk();
    const actor = { kind: "api" as const, id: "api", name: "the API" };
    const once = await said("sev1 Gateway returns 503", { key: "k", actor });
    expect(await said("sev1 Gateway returns 503", { key: "k", actor })).toBe(once);
    expect(await incidentByNumber(store.read, 2)).toBeNull();
    expect(router.commands.length).toBeGreaterThan(15);
  });
});

describe("titles", () => {
  test.each([
    ["", "form"],
    ["x".repeat(500), "The title has 500 characters; 200 are the most."],
  ])("%s", async (title, expected) => {
    const { said } = await talk();
    expect(await said(`sev1 ${title}`, { forms: true })).toContain(expected);
  });

  test.each(["🔥🔥 everything", "שער התקלה", "<!channel> & <b>", "\u202Egnirts"])("%s is taken", async (title) => {
    const { said } = await talk();
    expect(await said(`sev1 ${title}`)).toContain("Declared #1");
  });

  test("of the same trouble are joined, unless a person insists", async () => {
    const { said } = await talk();
    await said("sev1 Gateway returns 503");
    expect(await said("sev1 gateway returns 503s!")).toContain("Something similar is open: #1");
    expect(await said("sev1 gateway returns 503s! --anyway")).toContain("Declared #2");
  });
});
