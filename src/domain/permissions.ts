import type { Actor } from "./actor.ts";
import type { Incident, Role } from "./incident/state.ts";

/** What a person may do; each verb needs exactly one of these. */
export type Permission = "declare" | "respond" | "publish" | "approve" | "override" | "sign-off";

/** Who may: everybody, or the holders of these roles of the incident and these people. */
export type Permissions = Record<Permission, { everyone: true } | { everyone: false; roles: Role[]; people: string[] }>;

/**
 * Everybody responds and publishes; only the incident commander overrides the guard or signs off. Where updates have to be
 * approved, the commander and whoever holds comms do that.
 */
export const defaultPermissions: Permissions = {
  declare: { everyone: true },
  respond: { everyone: true },
  publish: { everyone: true },
  approve: { everyone: false, roles: ["lead", "comms"], people: [] },
  override: { everyone: false, roles: ["lead"], people: [] },
  "sign-off": { everyone: false, roles: ["lead"], people: [] },
};

/**
 * The one place where rights are decided, for every door. Sitrep itself, an alert and the holder of the API token may do
 * everything: the token is the operator's, and rules are the configuration's.
 */
export function may(
  actor: Actor,
  permission: Permission,
  incident: Pick<Incident, "roles"> | null,
  permissions: Permissions,
): boolean {
  if (actor.kind !== "person") return true;
  const allowed = permissions[permission];
  if (allowed.everyone || allowed.people.includes(actor.id)) return true;
  return incident !== null && allowed.roles.some((role) => incident.roles[role] === actor.id);
}
