// One thing that happened to a workload.

export type WorkloadEvent = { id: string; at: string; level: string; code: string; text: string };

export const oldestFirst = (events: readonly WorkloadEvent[]) =>
  events.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
