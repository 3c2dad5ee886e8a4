// How a notebook's phase looks.
import type { NotebookPhase } from '../../api/generated/graphql';
import type { StatusKind } from '../../ui/Status';

const kinds: Record<NotebookPhase, StatusKind> = {
  Stopped: 'stopped',
  Queued: 'queued',
  Starting: 'starting',
  Running: 'running',
  Stopping: 'stopping',
  Failed: 'failed',
};

export const statusOf = (phase: NotebookPhase): StatusKind => kinds[phase];

/** It holds resources, or is about to. */
export const isUp = (phase: NotebookPhase) => phase !== 'Stopped' && phase !== 'Failed';
