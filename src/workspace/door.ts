import type { World } from "./world.ts";

/** What a person's door is asked: the JSON body of a POST, or the query of a GET; and the rest of the path. */
export interface Asked {
  world: World;
  body: Record<string, unknown>;
  /** What stands behind the door's own path: `/local/channels/:name/messages` -> `name`. */
  param: string;
}

/** One call of the person's side (`/local/...`). It answers with JSON, or throws a {@link No}. */
export interface Door {
  method: "GET" | "POST";
  /** Below `/local`; `:` stands for one part that differs. */
  path: string;
  run(asked: Asked): object | Promise<object>;
}

export function defineDoor(door: Door): Door {
  return door;
}

/** Whether a file of `doors/` brings a door. */
export function isDoor(value: unknown): value is Door {
  return typeof value === "object" && value !== null && "path" in value && "run" in value;
}

/** A refusal on the person's side: a name and a sentence, with a 4xx status. */
export class No extends Error {
  readonly error: string;
  readonly status: number;

  constructor(error: string, detail: string, status = 400) {
    super(detail);
    this.error = error;
    this.status = status;
  }
}

export function no(error: string, detail: string, status = 400): never {
  throw new No(error, detail, status);
}
