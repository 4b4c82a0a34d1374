declare module "autocannon" {
  interface Client {
    setBody(body: string): void;
    on(event: "response", listener: () => void): void;
  }
  interface Options {
    url: string;
    connections: number;
    duration: number;
    overallRate?: number;
    method?: "GET" | "POST";
    headers?: Record<string, string>;
    setupClient?: (client: Client) => void;
  }
  interface Result {
    requests: { average: number };
    latency: { p99: number };
    non2xx: number;
    errors: number;
  }
  export default function autocannon(options: Options): Promise<Result>;
}
