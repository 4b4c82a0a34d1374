import { expect, test } from "vitest";
import azure from "../../../src/in/sources/azure-monitor.ts";
import { testHostileBodies } from "./hostile.ts";
import { read as readAs } from "./reading.ts";
import { testSamples } from "./samples.ts";

function read(body: unknown) {
  return readAs(azure, body)[0];
}

const target = "/subscriptions/11aa/resourcegroups/Core-RG/providers/microsoft.compute/virtualmachines/vm-1";

/** Our own body, written from the contract. */
function told(essentials: object = {}, data: object = {}) {
  return {
    schemaId: "azureMonitorCommonAlertSchema",
    data: {
      essentials: {
        alertId: "/subscriptions/11AA/providers/Microsoft.AlertsManagement/alerts/E1",
        alertRule: "CPU of vm-1",
        severity: "Sev1",
        signalType: "Metric",
        monitorCondition: "Fired",
        monitoringService: "Platform",
        alertTargetIDs: [target],
        configurationItems: ["vm-1", "vm-2"],
        firedDateTime: "2026-11-21T09:58:24.3713213Z",
        description: "Too hot",
        investigationLink: "https://portal.example.com/alert/E1",
        ...essentials,
      },
      alertContext: {
        condition: {
          allOf: [
            {
              metricName: "Percentage CPU",
              operator: "GreaterThan",
              threshold: "25",
              metricValue: 31.5,
              dimensions: [{ name: "disk", value: "sda" }],
            },
          ],
        },
      },
      customProperties: { team: "core", runbook_url: "https://example.org/cpu" },
      ...data,
    },
  };
}

testSamples(azure);
testHostileBodies(azure, ["schemaId", "data", "customProperties"], [told(), told({}, { alertContext: null })]);

test("an alert keeps everything Azure said of it", () => {
  expect(read(told())).toEqual({
    source: "azure-monitor",
    identity: "azure:/subscriptions/11aa/providers/microsoft.alertsmanagement/alerts/e1",
    status: "firing",
    title: "CPU of vm-1",
    description: "Too hot\nPercentage CPU GreaterThan 25 (31.5)",
    severityHint: "Sev1",
    level: "error",
    labels: {
      disk: "sda",
      team: "core",
      runbook_url: "https://example.org/cpu",
      alertRule: "CPU of vm-1",
      signalType: "Metric",
      monitoringService: "Platform",
      configurationItems: "vm-1, vm-2",
      subscription: "11aa",
      resourceGroup: "Core-RG",
      target,
    },
    groupKey: null,
    startedAt: Date.parse("2026-11-21T09:58:24.371Z"),
    oneEpisode: true,
    runbookUrl: "https://example.org/cpu",
    links: [{ title: "Azure", url: "https://portal.example.com/alert/E1" }],
  });
});

test.each([
  ["Sev0", "critical"],
  ["Sev1", "error"],
  ["sev2", "warning"],
  ["Sev3", "info"],
  ["Sev4", "info"],
  [null, undefined],
  ["odd", undefined],
])("%s is %s: Azure begins with 0", (severity, level) => {
  expect(read(told({ severity }))?.level).toBe(level);
});

test("the condition decides, and a time of resolving beside Fired is an old one", () => {
  const resolvedDateTime = "2026-11-21T10:03:16.2246313Z";
  expect(read(told({ resolvedDateTime }))).toMatchObject({ status: "firing", endedAt: undefined });
  const over = read(told({ monitorCondition: "resolved", resolvedDateTime }));
  expect(over).toMatchObject({ status: "resolved", endedAt: Date.parse("2026-11-21T10:03:16.224Z") });
  expect(over?.identity).toBe(read(told())?.identity);
  expect(read(told({ monitorCondition: null }))?.status).toBe("firing");
});

test("what is said in one case is the same alert in another", () => {
  const alertId = "/SUBSCRIPTIONS/11aa/providers/microsoft.alertsmanagement/ALERTS/e1";
  expect(read(told({ alertId }))?.identity).toBe(read(told())?.identity);
});

test("a budget is named by its name, and what has no name by its description", () => {
  const budget = told({ alertRule: null, severity: null }, { alertContext: { AlertData: { BudgetName: "Cloud" } } });
  expect(read(budget)).toMatchObject({ title: "Cloud", severityHint: null });
  expect(read(told({ alertRule: null }))?.title).toBe("Too hot");
  const bare = { schemaId: "azureMonitorCommonAlertSchema", data: { essentials: {} } };
  expect(read(bare)).toMatchObject({ title: "An alert of Azure Monitor", identity: "azure:1" });
});

test("another schema is refused with what to switch on", () => {
  const { success, error } = azure.body.safeParse({ ...told(), schemaId: "AzureMonitorMetricAlert" });
  expect(success).toBe(false);
  expect(error?.issues[0]).toMatchObject({ path: ["schemaId"] });
  expect(error?.issues[0]?.message).toContain("enable the common alert schema on the action group");
});

test.each([
  ["no schema", { data: told().data }],
  ["no data", { schemaId: "azureMonitorCommonAlertSchema" }],
  ["no essentials", { schemaId: "azureMonitorCommonAlertSchema", data: { alertContext: {} } }],
])("%s: no body of Azure", (_name, body) => {
  expect(azure.body.safeParse(body).success).toBe(false);
});
