import { Statuspage } from "statuspage.io";
import { afterEach, expect, test } from "vitest";
import { saveMaintenance } from "../../../src/store/maintenance.ts";
import { openStage, type Stage, told } from "../stage.ts";
import { aMaintenance } from "./maintenance.ts";

const gateway = "Gateway (HTTP liveness)";
let stage: Stage;
afterEach(() => stage.close());

test("a client that was written for Statuspage reads us as it reads them", async () => {
  stage = await openStage();
  const { api } = open();
  expect((await api.getStatus()).status).toEqual({ indicator: "none", description: "All systems operational" });

  const incident = await stage.declare({ severity: "SEV2", title: "Secret internal title", components: [gateway] });
  await stage.do(incident, "incident.update", { stage: "INVESTIGATING", words: told });
  await stage.store.transact((tx) => saveMaintenance(tx, aMaintenance(1)));
  await stage.page.refresh();

  const summary = await api.getSummary();
  expect(summary.page).toMatchObject({ name: "Metis Gateway", time_zone: "Etc/UTC" });
  expect(summary.status.indicator).toBe("major");
  expect(summary.incidents).toHaveLength(1);
  expect(summary.scheduled_maintenances).toHaveLength(1);
  const { components } = await api.getComponents();
  expect(components.find(({ name }) => name === gateway)?.status).toBe("partial_outage");
  expect((await api.incidents.getUnresolved()).incidents.map(({ status }) => status)).toEqual(["investigating"]);
  const [upcoming] = (await api.scheduledMaintenances.getUpcoming()).scheduled_maintenances;
  expect(upcoming).toMatchObject({ status: "scheduled", scheduled_for: "2026-11-24T09:00:00.000Z" });

  await stage.do(incident, "incident.resolve", { rootCause: "It was rolled back." });
  await stage.page.refresh();
  expect((await api.incidents.getUnresolved()).incidents).toEqual([]);
  const [past] = (await api.incidents.getAll()).incidents;
  expect(past?.status).toBe("resolved");
  expect(past?.incident_updates.map(({ status }) => status)).toEqual(["resolved", "investigating"]);
});

function open(): Statuspage {
  const client = new Statuspage("metis");
  client.setApiUrl(stage.page.url);
  return client;
}
