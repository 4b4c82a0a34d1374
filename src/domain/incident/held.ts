import type { Permission } from "../permissions.ts";
import type { Terms } from "../terms.ts";
import { roleNames } from "./assign.ts";

/** Who has a right, for the sentence that refuses it to others. */
export function heldBy(permission: Permission, terms: Pick<Terms, "permissions">): string {
  const allowed = terms.permissions[permission];
  if (allowed.everyone) return "everybody has";
  const holders = [
    ...allowed.roles.map((role) => (role === "lead" ? `the ${roleNames[role]}` : roleNames[role])),
    ...(allowed.people.length > 0 ? ["the people named in the configuration"] : []),
  ];
  if (holders.length === 0) return "nobody has";
  const many = holders.length > 1 || allowed.people.length > 0;
  return `only ${holders.join(" and ")} ${many ? "have" : "has"}`;
}

/** The same for what is about no incident: there nobody holds a role of one. */
export function heldOutside(permission: Permission, { permissions }: Pick<Terms, "permissions">): string {
  const allowed = permissions[permission];
  if (allowed.everyone) return heldBy(permission, { permissions });
  return heldBy(permission, { permissions: { ...permissions, [permission]: { ...allowed, roles: [] } } });
}
