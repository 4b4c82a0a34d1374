import type { Notice, NoticeUpdate } from "../domain/publishing/notice.ts";
import type { Subscriber } from "../domain/subscription/state.ts";

/*
 * How subscribers of one kind are reached: a file for mail, one for webhooks. Who is told what and when, what is tried again
 * and who is switched off belong to the carrier (subscribers.ts) and to the subscription (domain/subscription/decide.ts).
 */

/** One public update, for one subscriber. */
export interface Message {
  subscriber: Subscriber;
  notice: Notice;
  update: NoticeUpdate;
  /** Where the notice is read, and where hearing of it ends with one click. */
  pageUrl: string;
  endUrl: string;
}

/** What somebody is asked before they hear of anything. */
export interface Question {
  subscriber: Subscriber;
  /** Confirms, when a person presses a button there. */
  confirmUrl: string;
  /** Proves that whoever answers has read this. */
  token: string;
  /** Signs it; null where nothing is signed. */
  secret: string | null;
  components: readonly string[];
}

/**
 * How it ended. `failed`: this one did not get through; `gone` = it never will. `down`: nobody of this kind can be reached,
 * and none of them is at fault. `answered`: the question was answered with yes at once.
 */
export type Sent =
  | { kind: "sent" }
  | { kind: "answered" }
  | { kind: "failed"; why: string; gone: boolean }
  | { kind: "down"; why: string };

/** A connection to a medium, for as long as one round takes. */
export interface OpenMedium {
  tell(message: Message): Promise<Sent>;
  ask(question: Question): Promise<Sent>;
  close(): void;
}

/** A medium. */
export interface SubscriberMedium {
  /** How many are sent to at the same time. */
  atOnce: number;
  open(): Promise<OpenMedium>;
}

/** What the page is called, and where it is. */
export interface Sender {
  name: string;
  url: string;
  /** This Sitrep, for the logs of the other side. */
  agent: string;
}

/** The components of a subscription, for a sentence. */
export function scopeOf(components: readonly string[]): string {
  return components.length === 0 ? "all components" : components.join(", ");
}
