import type { GuardRules } from "../../../src/text/guard.ts";

/*
 * What the guard must find, one list for each family, and what it must let pass. Secrets are put together here, so that no
 * scanner takes this file for a leak.
 */

/** The rules of an installation that has configured everything. */
export const rules: GuardRules = {
  internalNames: { "trace-db": "our analytics store", MetisCore: "the gateway", "Billing Worker": null },
  tenants: ["Acme", "Globex Corporation", "AT&T", "初音商事"],
  people: ["Alice Martin", "jdoe", "bob-smith", "U012AB3CD", "dana.kovacs@example.com"],
  internalHosts: ["zeusbox", ".acmenet.dev"],
  keyPrefixes: ["gk", "gw"],
  allowed: ["Gateway (OpenAI shape)", "Keystore (active keys)", "https://status.example.com", "support@example.com"],
};

/** Letters and figures as they come out of a generator. */
export const random = "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF3hJ5kL7mN9pQ1rS3tU5vW7xY9zA1bC3dE5fG7hJ9kL1mN3pQ5rS7tU9v";
const hex = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/** By the family that finds it. */
export const guarded: Record<string, string[]> = {
  "key-material": [
    "gk_abc123",
    "gw_live_7f3a",
    `sk-${"proj-"}${random.slice(0, 40)}`,
    `AKIA${"IOSFODNN7EXAMPL2"}`,
    `ghp_${random.slice(0, 36)}`,
    `glpat-${random.slice(0, 20)}`,
    `xoxb-${"123456789012"}-abcdef123`,
    `eyJ${"hbGciOiJIUzI1NiJ9"}.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl`,
    `AIza${"SyA1234567890abcdefghijklmnopqrstu"}`,
    `sk_live_${"4eC39HqLyjWDarjtT1zdp7dc"}`,
    `npm_${random.slice(0, 36)}`,
    `hvs.${random.slice(0, 40)}`,
    `dapi${hex.slice(0, 32)}`,
    `glsa_${random.slice(0, 32)}_${hex.slice(0, 8)}`,
  ],
  "assigned-secret": [
    "password: hunter22",
    `api_key=${random.slice(0, 24)}`,
    `Authorization: Bearer ${random.slice(0, 30)}`,
    "postgres://app:s3cr3tpw@db.example.com/prod",
    "https://deploy:t0psecret9@git.example.com/x",
    random.slice(0, 40),
  ],
  money: ["$8,432.10", "8.432,10 €", "EUR 1500", "900 USD", "5k dollars", "twelve thousand euros", "£12", "8'432 CHF"],
  address: ["10.0.0.1", "172.16.9.9:8080", "192.168.0.0/16", "fd12:3456:789a::1", "http://10.1.2.3:3000/admin"],
  host: [
    "db-1.prod.internal",
    "payments.default.svc.cluster.local",
    "https://grafana.corp/d/1",
    "zeusbox",
    "a.acmenet.dev",
  ],
  "internal-name": [
    "trace-db",
    "trace_db",
    "Trace DB",
    "TraceDB",
    "trace-db-2",
    "MetisCore",
    "metis core",
    "billing-worker",
  ],
  tenant: ["Acme", "ACME", "Globex Corporation", "globex-corporation", "AT&T", "初音商事"],
  person: [
    "Alice Martin",
    "alice",
    "@alice.m",
    "jdoe",
    "Bob Smith",
    "<@U123ABC45>",
    "<@U123ABC45|alice>",
    "<!subteam^S0123|@oncall>",
    "U012AB3CD",
    "dana.kovacs",
    "carol.jones@example.org",
    "carol [at] example [dot] org",
  ],
};

/** Words of status updates that mean no harm. */
export const harmless = [
  "Requests fail with HTTP 503",
  "Elevated latency: p95 is 2.3 s, p50 is 180 ms, 10x the usual",
  "SEV1 was declared at 09:30 UTC",
  "Version 2.10.0 was rolled back to v2.9.13, on Node 24.1.0",
  "60 % of traffic is back, 3 of 12 regions are left, 1,234 requests were dropped",
  "See https://status.example.com/incidents/4711 and api.example.com:443",
  "Write to support@example.com or to help@example.org",
  "POST /v1/chat/completions and /v1/messages answer 401 or 429",
  "The quota was exceeded, and the limit of 5 requests per second holds",
  "We run build 1.2.3.4 of the proxy since 2026-11-21",
  "The window is 09:30:15 to 10:30:00 on 21.11.2026, 1 h 30 min",
  "API keys and tokens are not affected; expired tokens fail",
  "std::vector is no address, nor is 12:34:56",
  "Follow the traces of a DB query; the core of Metis is fine",
  "It may be that customers will mark this as next; grace and hope remain",
  "A local cache, an internal queue, a private network and the corporate site",
  "Don't retry: each call counts, and we're at 99.95 %",
  "Install @example/sdk 4.2.0, or pin the SHA256-hashed one",
  "commit 9fceb02d0ae598e95dc970b74767f19372d61af8 was reverted",
  "Queues: eu-west-1, us-east-2 and ap-south-1 are healthy",
  "Clients see ERR_CONNECTION_RESET & x-request-id headers",
  "Retries succeed *most* of the time; `curl -v` shows a TLS alert",
  "Ticket #4711, RFC 9110, ISO 8601, UTF-8, IPv6, TLS 1.3, HTTP/2",
  "Billing runs worker jobs at night",
  "Clients on WINDOWS2019 and in UTF8ENCODED mode, max_tokens=128000, tokens: 4096 per request",
  "Request req_011CSHoEeqs5C35K2UUqR7Fy and 4f9a2c1e-77aa-4b0e-9d2e-0a1b2c3d4e5f failed",
];
