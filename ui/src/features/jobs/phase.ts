// The phases of a job: how each looks and what can be done in it.
import type { StatusKind } from '../../ui/Status';

export const PHASES = ['Pending', 'Preparing', 'Running', 'Succeeded', 'Failed', 'Cancelled'] as const;

export type Phase = (typeof PHASES)[number];

const kinds: Record<Phase, StatusKind> = {
  Pending: 'queued',
  Preparing: 'starting',
  Running: 'running',
  Succeeded: 'succeeded',
  Failed: 'failed',
  Cancelled: 'cancelled',
};

/** The API names phases in plain text, as the original does. */
export const asPhase = (text: string | null | undefined): Phase => PHASES.find((phase) => phase === text) ?? 'Pending';

export const statusOf = (phase: Phase): StatusKind => kinds[phase];

export const hasEnded = (phase: Phase) => phase === 'Succeeded' || phase === 'Failed' || phase === 'Cancelled';
