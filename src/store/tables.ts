import type { Generated } from "kysely";
import type { Instant } from "../base/clock.ts";

/*
 * The tables, one to one. The same types stand in both stores: instants are epoch milliseconds in bigint, flags are 0 or 1,
 * `Json` is text that is checked with zod when it is read. Only columns that are searched by are columns; the rest of a
 * thing lies in its `body`.
 */

/** JSON as text. */
export type Json = string;
export type Flag = 0 | 1;

/** An incident, whole, in `body`; the columns beside it are what lists and look-ups ask for. */
export interface IncidentTable {
  id: string;
  number: number;
  /** `open` until it ends; `resolved` until its post-mortem is done; then `closed` (also cancelled and merged ones). */
  state: "open" | "resolved" | "closed";
  kind: string;
  severity: string;
  stage: string;
  private: Flag;
  published: Flag;
  title: string;
  declared_at: Instant;
  detected_at: Instant;
  resolved_at: Instant | null;
  /** When it was resolved, cancelled or merged, whichever came first. */
  ended_at: Instant | null;
  channel_id: string | null;
  channel_name: string;
  version: number;
  chain: string;
  body: Json;
}

/** The promise ledger: every deadline of every incident, mirrored from the incident when it is saved. */
export interface DeadlineTable {
  id: string;
  incident_id: string;
  kind: string;
  started_at: Instant;
  due_at: Instant;
  promised_at: Instant | null;
  derived_from: string;
  state: string;
  met_at: Instant | null;
  met_by: string | null;
  round: number;
  snoozed_until: Instant | null;
}

/** Append-only. Rows are never changed: a correction is an entry that names the one it corrects. */
export interface TimelineTable {
  incident_id: string;
  number: number;
  at: Instant;
  written_at: Instant;
  kind: string;
  text: string;
  actor: Json;
  /** What a correction says: `{entry, hide, text, at}`. Part of the hash. */
  corrects: Json | null;
  prev_hash: string;
  hash: string;
}

/** Updates as posted. */
export interface PostTable {
  id: string;
  incident_id: string;
  number: number;
  stage: string;
  severity: string;
  audience: string;
  text: string;
  components: Json;
  overall: string | null;
  posted_at: Instant;
  next_update_by: Instant | null;
  actor: Json;
  /** When the text was last corrected, and the text as it was first posted; null = it stands as it was posted. */
  corrected_at: Instant | null;
  original: string | null;
}

/** A maintenance, whole, in `body`; the columns beside it are what lists and look-ups ask for. */
export interface MaintenanceTable {
  id: string;
  number: number;
  stage: string;
  starts_at: Instant;
  ends_at: Instant;
  /** When it was completed or cancelled. */
  ended_at: Instant | null;
  version: number;
  body: Json;
}

/** Which alerts a maintenance muted. */
export interface MutedAlertTable {
  maintenance_id: string;
  identity: string;
}

/** Somebody who hears of public updates, whole, in `body`; the columns beside it are what is searched by. */
export interface SubscriberTable {
  id: string;
  medium: string;
  key: string;
  token: string;
  asked_token: string | null;
  asked_until: Instant | null;
  /** 1 = the question whether they want it is still to be sent. */
  unasked: Flag;
  state: "asked" | "active" | "off";
  /** They have heard everything up to this publication. */
  told: number;
  /** When they are tried again, where something did not get through; null = nothing fails. */
  due_at: Instant | null;
  body: Json;
}

/** What subscribers are to be told, in the order it was published. */
export interface PublicationTable {
  number: number;
  subject: string;
  update_id: string;
  components: Json;
  at: Instant;
}

/** Channel names that were ever wanted. A name is reserved here before Slack is asked for it. */
export interface ChannelNameTable {
  name: string;
  incident_id: string;
  reserved_at: Instant;
  state: "reserved" | "taken-elsewhere" | "created";
}

/** The latest episode of each alert. */
export interface AlertTable {
  id: string;
  identity: string;
  source: string;
  /** What people type for it; the first characters are enough. */
  mark: string;
  status: "firing" | "unknown" | "resolved";
  title: string;
  severity: string | null;
  component: string | null;
  group_key: string;
  count: number;
  first_at: Instant;
  last_at: Instant;
  resolved_at: Instant | null;
  /** When it is looked at next, because time alone may change it. */
  check_at: Instant | null;
  incident_id: string | null;
  body: Json;
}

/** How often what a rule brought was said to be no incident. */
export interface AlertNoiseTable {
  rule: string;
  dismissed: number;
  alerts: number;
  last_at: Instant;
}

export interface AlertGroupTable {
  key: string;
  incident_id: string | null;
  last_at: Instant;
  body: Json;
}

/** Signals as they came in, those of one transaction packed together (`signals.ts`). */
export interface SignalBatchTable {
  /** That of its last signal; so is `received_at`. */
  id: string;
  received_at: Instant;
  count: number;
  body: Uint8Array;
}

/** Keys that told a redelivery lately, in the order they came (`redeliveries.ts`). */
export interface RedeliveryTable {
  id: Generated<number>;
  received_at: Instant;
  keys: Json;
}

/** What alert rules have counted, by rule and what it counts by. Worth nothing after `until`. */
export interface RuleStateTable {
  key: string;
  until: Instant;
  body: Json;
}

/** What is owed next, for each thing that owes something. */
export interface TimerTable {
  subject: string;
  kind: string;
  due_at: Instant;
}

/** Effects on their way out. `id` is the place in the lane. */
export interface OutboxTable {
  id: Generated<number>;
  key: string;
  incident_id: string | null;
  kind: string;
  lane: string;
  slot: string | null;
  /** 0 is the most urgent. */
  priority: number;
  /** The incident whose channel must exist first. */
  awaits: string | null;
  body: Json;
  created_at: Instant;
  /** Not before; while it is claimed, the end of the lease. */
  due_at: Instant;
  state: "waiting" | "delivered" | "failed" | "superseded";
  /** Grows with each claim: what a worker that lost its lease says is not heard. */
  claim: number;
  claimed_by: string | null;
  attempts: number;
  /** 1 = an earlier attempt may have taken effect: ask the destination before sending. */
  doubtful: Flag;
  error: string | null;
  ref: Json | null;
  delivered_at: Instant | null;
}

/** What stands at a destination under a slot of ours. */
export interface RemoteTable {
  slot: string;
  ref: Json;
  shown_hash: string | null;
}

/** What came in, by the key that tells a redelivery. */
export interface InboxTable {
  key: string;
  source: string;
  body: Json;
  received_at: Instant;
  state: "received" | "decided" | "answered";
  answer: Json | null;
}

/** Token buckets of the send limits, shared by all replicas. */
export interface SendBudgetTable {
  key: string;
  tokens: number;
  refreshed_at: Instant;
}

export interface AuditTable {
  id: string;
  at: Instant;
  actor: Json;
  action: string;
  incident_id: string | null;
  outcome: string;
  door: string;
}

export interface SettingTable {
  key: string;
  value: Json;
}

export interface CounterTable {
  name: string;
  value: number;
}

export interface PersonTable {
  id: string;
  name: string;
  real_name: string | null;
  tz: string | null;
  seen_at: Instant;
}

/** Somebody has a place of the rota for a time, by a person's word. Both halves of a swap have one number. */
export interface RotaOverrideTable {
  id: string;
  number: number;
  role: string;
  person: string;
  from_at: Instant;
  until_at: Instant;
  actor: Json;
  made_at: Instant;
  /** Taken back before its time, and by whom. */
  cleared_at: Instant | null;
  cleared_by: Json | null;
}

/** What was last read of a schedule that is kept elsewhere. */
export interface RotaScheduleTable {
  name: string;
  looked_at: Instant;
  body: Json;
}

/** How the duty passed from hand to hand; the newest stands. */
export interface RotaHandOverTable {
  id: string;
  at: Instant;
  body: Json;
}

/** The migrations that ran. */
export interface SchemaVersionTable {
  version: number;
  name: string;
  at: Instant;
}

export interface Tables {
  incident: IncidentTable;
  deadline: DeadlineTable;
  timeline: TimelineTable;
  post: PostTable;
  maintenance: MaintenanceTable;
  muted_alert: MutedAlertTable;
  subscriber: SubscriberTable;
  publication: PublicationTable;
  channel_name: ChannelNameTable;
  alert: AlertTable;
  alert_group: AlertGroupTable;
  signal_batch: SignalBatchTable;
  redelivery: RedeliveryTable;
  alert_noise: AlertNoiseTable;
  rule_state: RuleStateTable;
  timer: TimerTable;
  outbox: OutboxTable;
  remote: RemoteTable;
  inbox: InboxTable;
  send_budget: SendBudgetTable;
  audit: AuditTable;
  setting: SettingTable;
  counter: CounterTable;
  person: PersonTable;
  rota_override: RotaOverrideTable;
  rota_schedule: RotaScheduleTable;
  rota_hand_over: RotaHandOverTable;
  schema_version: SchemaVersionTable;
}
