import { expect, test } from "vitest";
import { story } from "../kit/story.ts";
import { openKuma } from "../out/providers/kuma-fake.ts";

test.each(["2.5.3", "1.23.17"])(
  "an incident is seen on Uptime Kuma %s with its component, and is taken down when it is over",
  async (version) => {
    // given
    const kuma = await openKuma({ version });
    try {
      const config = `
providers:
  - use: uptime-kuma
    url: ${kuma.url}
    slug: main
    username: sitrep
    password: ${kuma.password}
    allow_private: true
    components: { "Gateway (HTTP liveness)": 2 }
`;
      await using s = await story({ at: "2026-11-21T09:00Z", config });
      await s.say(
        "alice",
        "general",
        '/incident declare sev2 Gateway returns 503 --components "Gateway (HTTP liveness)"',
      );
      // then a push monitor hears that it is up while nothing else is said
      await s.clock.pass("2 min");
      expect(kuma.pushes.length).toBeGreaterThanOrEqual(3);
      expect(new Set(kuma.pushes)).toEqual(new Set(["2 up"]));
      // when
      const room = await s.room();
      await s.say(
        "alice",
        room,
        '/incident update investigating --symptom "requests fail" --impact "callers see errors"',
      );
      await s.clock.pass("1 min");
      // then
      expect(kuma.shown()).toMatchObject([{ title: expect.stringContaining("requests fail"), style: "warning" }]);
      expect(kuma.pushes.at(-1)).toBe("2 down");
      expect((await s.words(room)).join("\n")).toContain("has it, read back 09:0");
      // when
      await s.say("alice", room, '/incident resolve "The certificate was renewed."');
      await s.clock.pass("1 min");
      // then
      expect(kuma.shown()).toEqual([]);
      expect(kuma.pushes.at(-1)).toBe("2 up");
      expect(kuma.sockets()).toBe(1);
    } finally {
      await kuma.close();
    }
  },
);
