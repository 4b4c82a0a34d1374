import { describe, expect, test } from "vitest";
import { Secret } from "../../../src/base/secret.ts";
import { icalSchedule } from "../../../src/out/schedules/ical.ts";
import { keeper, shown, window } from "./kit.ts";

const lines = (...all: string[]) => all.join("\r\n");
const event = (...all: string[]) => lines("BEGIN:VEVENT", ...all, "END:VEVENT");
const calendar = (...events: string[]) => lines("BEGIN:VCALENDAR", "VERSION:2.0", ...events, "END:VCALENDAR");

async function read(body: string, zone = "UTC") {
  const { http, url } = await keeper(() => ({ text: body }));
  const reader = icalSchedule({ http, address: new Secret(`${url}/private-4711.ics`), role: "primary", zone });
  return (await reader(window)).map(shown);
}

describe("an iCal calendar", () => {
  test("names everybody whom an event invites, each on their own", async () => {
    const body = calendar(
      event(
        "UID:1",
        "DTSTART:20261024T080000Z",
        "DTEND:20261024T160000Z",
        "ATTENDEE;CN=Alice:mailto:Alice@Example.com",
        "ATTENDEE:MAILTO:bob@example.com",
        "SUMMARY:x",
      ),
    );
    expect(await read(body)).toEqual([
      "10-24 08:00 - 10-24 16:00 alice@example.com",
      "10-24 08:00 - 10-24 16:00 bob@example.com",
    ]);
  });

  test("is read by the title where nobody is invited, and leaves out what is cancelled, past or far off", async () => {
    const body = calendar(
      event("UID:1", "DTSTART:20261024T080000Z", "DURATION:PT8H", "SUMMARY:On call: Alice"),
      event("UID:2", "DTSTART:20261024T080000Z", "DURATION:PT8H", "SUMMARY:Bob", "STATUS:CANCELLED"),
      event("UID:3", "DTSTART:20261001T080000Z", "DURATION:PT8H", "SUMMARY:Carol"),
      event("UID:4", "DTSTART:20270101T080000Z", "DURATION:PT8H", "SUMMARY:Dave"),
      event("UID:5", "DTSTART:20261024T080000Z", "DTEND:20261024T080000Z", "SUMMARY:Nothing"),
    );
    expect(await read(body)).toEqual(['10-24 08:00 - 10-24 16:00 "On call: Alice"']);
  });

  test("repeats by the clock of its zone: a week ends when it ends on the wall, on the night of the change too", async () => {
    const body = calendar(
      event(
        "UID:1",
        "DTSTART;TZID=Europe/Berlin:20261019T090000",
        "DTEND;TZID=Europe/Berlin:20261026T090000",
        "RRULE:FREQ=WEEKLY;INTERVAL=2",
        "SUMMARY:alice",
      ),
      event(
        "UID:2",
        "DTSTART;TZID=Europe/Berlin:20261012T090000",
        "DTEND;TZID=Europe/Berlin:20261019T090000",
        "RRULE:FREQ=WEEKLY;INTERVAL=2",
        "SUMMARY:bob",
      ),
    );
    // No hour is left out, and none is there twice.
    expect((await read(body)).toSorted()).toEqual([
      '10-19 07:00 - 10-26 08:00 "alice"',
      '10-26 08:00 - 11-02 08:00 "bob"',
      '11-02 08:00 - 11-09 08:00 "alice"',
    ]);
  });

  test("has days without a time in its own zone, otherwise in that of the rota", async () => {
    const day = event("UID:1", "DTSTART;VALUE=DATE:20261025", "DTEND;VALUE=DATE:20261026", "SUMMARY:alice");
    const floating = event("UID:2", "DTSTART:20261027T090000", "DTEND:20261027T170000", "SUMMARY:bob");
    expect(await read(calendar(day, floating), "America/New_York")).toEqual([
      '10-25 04:00 - 10-26 04:00 "alice"',
      '10-27 13:00 - 10-27 21:00 "bob"',
    ]);
    expect(await read(calendar("X-WR-TIMEZONE:Europe/Berlin", day, floating), "America/New_York")).toEqual([
      '10-24 22:00 - 10-25 23:00 "alice"',
      '10-27 08:00 - 10-27 16:00 "bob"',
    ]);
  });

  test("takes exceptions and moved shifts as they are", async () => {
    const daily = ["UID:1", "DTSTART:20261023T000000Z", "DTEND:20261024T000000Z", "SUMMARY:alice"];
    const body = calendar(
      event(...daily, "RRULE:FREQ=DAILY;UNTIL=20261027T000000Z", "EXDATE:20261025T000000Z"),
      event(
        "UID:1",
        "RECURRENCE-ID:20261026T000000Z",
        "DTSTART:20261026T060000Z",
        "DTEND:20261026T120000Z",
        "SUMMARY:bob",
      ),
    );
    expect((await read(body)).toSorted()).toEqual([
      '10-23 00:00 - 10-24 00:00 "alice"',
      '10-24 00:00 - 10-25 00:00 "alice"',
      '10-26 06:00 - 10-26 12:00 "bob"',
      '10-27 00:00 - 10-28 00:00 "alice"',
    ]);
  });

  test("that repeats every second is left out, and costs nothing", async () => {
    const body = calendar(
      event("UID:1", "DTSTART:20200101T000000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY", "SUMMARY:x"),
    );
    expect(await read(body)).toEqual([]);
  });

  test("is asked for anew only when it has changed, and looked at anew all the same", async () => {
    const body = calendar(
      event("UID:1", "DTSTART:20261001T000000Z", "DURATION:P1D", "RRULE:FREQ=DAILY", "SUMMARY:alice"),
    );
    const { http, url, seen } = await keeper(({ headers }) =>
      headers["if-none-match"] === '"7"' ? { status: 304 } : { text: body, headers: { etag: '"7"' } },
    );
    const reader = icalSchedule({ http, address: new Secret(`${url}/x.ics`), role: "secondary", zone: "UTC" });
    const first = await reader(window);
    const later = await reader({ now: window.now, from: window.from + 1e9, until: window.until + 1e9 });
    expect(seen.map(({ headers }) => headers["if-none-match"])).toEqual([undefined, '"7"']);
    expect(first[0]?.role).toBe("secondary");
    expect(later.at(-1)?.until).toBeGreaterThan(first.at(-1)?.until ?? 0);
  });

  test.each([
    [404, "nope", "answered 404"],
    [401, "nope", "does not accept our credentials"],
    [200, "<html>Log in</html>", "is no calendar"],
    [304, "", "answered 304"],
  ])("answered %i %j is a trouble whose words hold no secret", async (status, text, words) => {
    const { http, url } = await keeper(() => ({ status, text }));
    const reader = icalSchedule({ http, address: new Secret(`${url}/private-4711.ics`), role: "primary", zone: "UTC" });
    const trouble = await reader(window).catch((error: Error) => error.message);
    expect(trouble).toContain(words);
    expect(trouble).not.toContain("4711");
  });

  test("of more than two megabytes is not read", async () => {
    await expect(read(calendar("X-A:".padEnd(3_000_000, "x")))).rejects.toThrow("more than 2097152 bytes");
  });
});
