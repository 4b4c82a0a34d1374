import { pino } from "pino";
import { afterEach, expect, test, vi } from "vitest";
import { Secret } from "../../../src/base/secret.ts";
import { slackRecords } from "../../../src/out/slack/records.ts";
import { openSlack } from "../../../src/out/slack/slack.ts";
import { closeOffices, type Office, onOneStore, openOffice } from "../office.ts";

/** A second way out to the same workspace, whose start the test sees; it says what it logs. */
function start(office: Office, token = office.workspace.tokens.bot) {
  const lines: { level: number; msg: string }[] = [];
  const log = pino({ level: "trace" }, { write: (line) => void lines.push(JSON.parse(line)) });
  const slack = openSlack({
    token: new Secret(token),
    apiUrl: `${office.workspace.url}/api/`,
    timeoutMs: 200,
    clock: office.clock,
    log,
    announcementChannel: "incidents",
    records: slackRecords(office.store, office.clock),
    spend: async () => null,
    random: () => 0.5,
  });
  slack.start();
  return { slack, connection: slack.connection, lines };
}

const answered = async (office: Office) => {
  await vi.waitFor(() => expect(office.workspace.idle()).resolves.toBeUndefined());
};

const seconds = (n: number, office: Office) =>
  office.clock.passTo(office.clock.now() + n * 1_000, async () => {
    await new Promise((turn) => setTimeout(turn, 20));
    await answered(office);
  });

onOneStore("the connection to Slack", (openStore) => {
  afterEach(closeOffices);

  test("is known good, and who we are, after the first call", async () => {
    const office = await openOffice(openStore);
    const { connection, slack } = start(office);
    expect(connection.state()).toEqual({ state: "untried" });
    expect(connection.me()).toBeNull();
    await connection.tried;
    expect(connection.state().state).toBe("ok");
    expect(connection.me()).toMatchObject({ userId: await office.user("sitrep"), team: "Local workspace" });
    slack.stop();
  });

  test("with a Slack that is down at start counts as tried, and comes up by itself", async () => {
    const office = await openOffice(openStore);
    office.faults({ method: "*", kind: "http_500", times: 4 });
    const since = office.clock.now();
    const { connection, slack, lines } = start(office);
    await connection.tried;
    expect(connection.state()).toMatchObject({ state: "failing", why: "Slack answered HTTP 500", locked: false });
    await seconds(1, office);
    expect(connection.state()).toMatchObject({ state: "failing", since });
    await seconds(30, office);
    expect(connection.state().state).toBe("ok");
    expect(connection.me()).not.toBeNull();
    expect(lines.filter(({ msg }) => msg === "slack does not answer")).toHaveLength(1);
    slack.stop();
  });

  test("with a refused token is an error said once, and is tried on", async () => {
    const office = await openOffice(openStore);
    const { connection, slack, lines } = start(office, "xoxb-of-yesterday");
    await connection.tried;
    await seconds(300, office);
    expect(connection.state()).toMatchObject({
      state: "failing",
      locked: true,
      why: "Slack does not accept our token (invalid_auth)",
    });
    const errors = lines.filter(({ level }) => level >= 50);
    expect(errors).toEqual([expect.objectContaining({ msg: expect.stringContaining("check SLACK_BOT_TOKEN") })]);
    expect(JSON.stringify(lines)).not.toContain("xoxb-");
    const tries = office.calls("auth.test").length;
    expect(tries).toBeGreaterThan(5);
    expect(tries).toBeLessThan(25);
    slack.stop();
  });

  test("is told by any call, and by the next good one again", async () => {
    const office = await openOffice(openStore);
    const { connection, slack } = start(office);
    await connection.tried;
    office.faults({ method: "conversations.info", kind: "lost_response" });
    await slack.client.call("conversations.info", { channel: "C1" });
    expect(connection.state().state).toBe("failing");
    // Slack's no is an answer, too.
    await slack.client.call("conversations.info", { channel: "C1" });
    expect(connection.state().state).toBe("ok");
    slack.stop();
  });
});
