import { expect, test } from "vitest";
import { saidIn } from "../../src/in/result.ts";
import { toSlack } from "../../src/text/blocks.ts";
import { commands, talk } from "../in/kit.ts";

test("help names every verb, and all of it fits into one message", async () => {
  const { said, say } = await talk();
  const told = await said("help");
  for (const { verb } of commands) expect(told).toContain(`/incident ${verb}`);
  const card = saidIn(await say("help"));
  expect(card && JSON.stringify(toSlack(card))).not.toContain("…");
});

test.each(commands.map(({ verb }) => verb))(
  "help %s tells its fields, its examples and its other names",
  async (verb) => {
    const { said } = await talk();
    const told = await said(`help ${verb}`);
    const command = commands.find((one) => one.verb === verb);
    expect(told).toContain(`/incident ${command?.usage}`);
    for (const name of Object.keys(command?.aliases ?? {})) expect(told).toContain(name);
  },
);

test("help for what does not exist suggests the nearest", async () => {
  const { said } = await talk();
  expect(await said("help resolv")).toContain("Did you mean resolve?");
});
