/** One package of a lock file. */
export interface LockedPackage {
  version?: string;
  license?: string;
  dev?: boolean;
  devOptional?: boolean;
  link?: boolean;
  optionalDependencies?: Record<string, string>;
}

/** What of package-lock.json is looked at: packages by their folder, the project itself under "". */
export type LockedPackages = Record<string, LockedPackage>;

/**
 * Optional dependencies that the lock knows by name only: `<folder> -> <name>`. A registry that lacks the newest platform
 * packages leaves such holes, and `npm ci` then refuses the whole lock, on every machine.
 */
export function missingOptionals(packages: LockedPackages): string[] {
  return Object.entries(packages).flatMap(([folder, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !isLocked(packages, folder, name))
      .map((name) => `${folder || "package.json"} -> ${name}`),
  );
}

/** True when a folder's dependency is locked where Node would find it: beside it, or in any folder above. */
function isLocked(packages: LockedPackages, folder: string, name: string): boolean {
  for (let at = folder; ; ) {
    if (packages[`${at ? `${at}/` : ""}node_modules/${name}`]?.version) return true;
    if (at === "") return false;
    at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")));
    if (!at.includes("node_modules/")) at = "";
  }
}

/** Licences that ask for no more than their text to be kept. MPL-2.0 asks for changes to its own files, and we make none. */
const permissive = new Set([
  "MIT",
  "MIT-0",
  "ISC",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "0BSD",
  "Apache-2.0",
  "Unlicense",
  "CC0-1.0",
  "BlueOak-1.0.0",
  "Python-2.0",
  "MPL-2.0",
]);

/** Licences of packages whose package.json names none: read in the file LICENSE that comes with them. */
const readByHand: Record<string, string> = { "xmlhttprequest-ssl": "MIT" };

/** Packages of the running product whose licence is not one of ours to ship: `<name>: <licence>`. */
export function foreignLicences(packages: LockedPackages): string[] {
  return Object.entries(packages)
    .filter(([folder, one]) => folder.includes("node_modules/") && !one.dev && !one.devOptional && !one.link)
    .map(([folder, { license }]) => {
      const name = folder.slice(folder.lastIndexOf("node_modules/") + 13);
      return { name, licence: license ?? readByHand[name] };
    })
    .filter(({ licence }) => !isPermissive(licence ?? ""))
    .map(({ name, licence }) => `${name}: ${licence ?? "none named"}`);
}

/** One allowed licence of an "or" is enough; of an "and" all are needed. */
function isPermissive(licence: string): boolean {
  const words = licence.replace(/[()]/g, "");
  if (/ OR /i.test(words)) return words.split(/ OR /i).some(isPermissive);
  return words.split(/ AND /i).every((one) => permissive.has(one.trim()));
}
